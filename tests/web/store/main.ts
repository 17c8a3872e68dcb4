// The client library as a page has it.
import * as client from '@libinterview/client';

Object.assign(window, { client });
