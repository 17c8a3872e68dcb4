"""Each check finds what it is there to find, and lets the rest be."""

import os
import subprocess
import tempfile
import unittest
import unittest.mock

import addresses
import layers
import public_headers
import style
import tree
import typescript

kClean = {
    "libinterview/include/interview/text.h": "#pragma once\n#include <string>\n",
    "libinterview/include/interview/room.h": '#pragma once\n#include "interview/text.h"\n',
    "libinterview/src/base/text.cc": '#include "interview/text.h"\n#include <sodium.h>\n',
    "libinterview/src/base/wire.h": "#pragma once\n",
    "libinterview/src/room/room.cc": '#include "interview/room.h"\n#include "base/wire.h"\n#include "rules.h"\n',
    "libinterview/src/room/rules.h": "#pragma once\n",
    "server/src/main.cc": '#include "http/page.h"\n#include "interview/room.h"\n',
    "server/src/http/page.h": "#pragma once\n",
}


class LintTest(unittest.TestCase):
    def check(self, check, changed=None):
        """What `check` says of the clean tree with these files changed or added."""
        with tempfile.TemporaryDirectory() as root:
            for path, content in {**kClean, **(changed or {})}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(content)
            return check(root)

    def assertFinds(self, check, path, content, said):
        problems = self.check(check, {path: content})
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(path, problems[0])
        self.assertIn(said, problems[0])

    def test_a_clean_tree(self):
        for check in (layers.check, public_headers.check_alone, public_headers.check_together, public_headers.check_includes, style.check_format,
                      style.check_shell, addresses.check_paths, addresses.check_lock_files, style.long_files):
            self.assertEqual(self.check(check), [], check)

    def test_layers_of_the_library(self):
        cases = {
            "libinterview/src/base/upward.cc": ('#include "room/rules.h"\n', "of the later layer room"),
            "libinterview/src/ot/public.cc": ('#include <interview/room.h>\n', "of the later layer room"),
            "libinterview/src/ot/beside.cc": ('#  include "../room/rules.h"\n', "of the later layer room"),
            "libinterview/src/hub/outside.cc": ('#include "../../../server/src/http/page.h"\n', "outside the library"),
            "libinterview/src/extra/new.cc": ('#include "base/wire.h"\n', "no layer is called extra"),
            "libinterview/include/interview/text.h": ('#include "interview/room.h"\n', "of the later layer room"),
            "libinterview/include/interview/room.h": ('#include "room/rules.h"\n', "a public header includes"),
            "libinterview/include/interview/homeless.h": ("#pragma once\n", "found in no layer"),
        }
        for path, (content, said) in cases.items():
            with self.subTest(path):
                self.assertFinds(layers.check, path, content, said)

    def test_what_is_built_on_the_library(self):
        for path in ("server/src/x.cc", "cli/src/x.cc", "bindings/c/x.cc", "examples/a/x.cc"):
            for name in ("room/rules.h", "libinterview/src/room/rules.h", "../../libinterview/src/room/rules.h"):
                with self.subTest(path, name=name):
                    self.assertFinds(layers.check, path, f'#include "{name}"\n', "libinterview/src/room/rules.h")
        self.assertFinds(layers.check, "cli/src/x.cc", '#include "server/src/http/page.h"\n', "server/src/http/page.h")
        self.assertFinds(layers.check, "cli/CMakeLists.txt", "include(../libinterview/src/x)\n", "names")

    def test_public_headers(self):
        path = "libinterview/include/interview/room.h"
        self.assertFinds(public_headers.check_alone, path, "#pragma once\nstd::string x();\n", "error")
        self.assertFinds(public_headers.check_together, path, "#pragma once\nclass X { int unused_; };\n", "unused_")
        self.assertFinds(public_headers.check_alone, path, "inline int f(int unused) { return 1; }\n", "unused")
        self.assertFinds(public_headers.check_alone, path, "#include <compare>\nstd::strong_ordering f();\n", "error")
        for name in ("<asio.hpp>", "<soci/soci.h>", "<sodium.h>", '"sodium.h"'):
            self.assertFinds(public_headers.check_includes, path, f"#include {name}\n", name[1:-1])

    def test_format_and_shell(self):
        self.assertFinds(style.check_format, "server/src/http/page.h", "int   x  ;\n", "./dev fmt")
        self.assertFinds(style.check_shell, "tool", '#!/usr/bin/env bash\nrm $1\n', "SC2086")
        self.assertFinds(style.check_shell, "tool.sh", 'cd /tmp\n', "SC2148")

    def test_typescript(self):
        if subprocess.run([os.path.join(tree.kRoot, ".ci/node"), "check", os.path.join(tree.kRoot, "tests/web")], check=False,
                          capture_output=True).returncode != 0:
            self.skipTest("the modules of tests/web are not installed")
        with open(os.path.join(tree.kRoot, "biome.json"), encoding="utf-8") as file:
            settings = file.read()
        for content, said in (("const  x=1\n", "./dev fmt"), ("debugger;\n", "noDebugger"), ("export const x = 1;\n", None)):
            problems = self.check(typescript.check_style, {"biome.json": settings, "tests/web/x.mjs": content})
            self.assertEqual(len(problems), 0 if said is None else 1, problems)
            if said:
                self.assertIn(said, problems[0])

    def test_types(self):
        modules = os.path.join(tree.kRoot, "server/web/node_modules")
        if subprocess.run([os.path.join(tree.kRoot, ".ci/node"), "check", os.path.dirname(modules)], check=False,
                          capture_output=True).returncode != 0:
            self.skipTest("the modules of server/web are not installed")

        def write(root, path, content):
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(content)

        with tempfile.TemporaryDirectory() as root:
            write(root, "bindings/js/package.json",
                  '{"name":"@libinterview/client","type":"module","exports":{".":{"types":"./dist/index.d.ts"}}}')
            write(root, "bindings/js/tsconfig.json", '{"compilerOptions":{"rootDir":"src","outDir":"dist","declaration":true,'
                  '"module":"nodenext","types":[]},"include":["src"]}')
            write(root, "bindings/js/src/index.ts", "export const count: number = 1;\n")
            write(root, "server/web/tsconfig.json",
                  '{"compilerOptions":{"module":"esnext","moduleResolution":"bundler","types":[]},"include":["src"]}')
            write(root, "server/web/src/main.ts",
                  'import { count } from "@libinterview/client";\nexport const twice: number = 2 * count;\n')
            os.makedirs(os.path.join(root, "server/web/node_modules/@libinterview"))
            os.makedirs(os.path.join(root, "bindings/js/node_modules"))
            os.symlink("../../../../bindings/js", os.path.join(root, "server/web/node_modules/@libinterview/client"))
            # The compiler and its packages for each system.
            for package in ("typescript", "@typescript"):
                for folder in ("server/web", "bindings/js"):
                    if os.path.exists(os.path.join(modules, package)):
                        os.symlink(os.path.join(modules, package), os.path.join(root, folder, "node_modules", package))
            self.assertEqual(typescript.check_types(root), [], "nothing has been built")
            self.assertFalse(os.path.exists(os.path.join(root, "server/web/src/main.js")))
            write(root, "bindings/js/src/index.ts", "export const count: string = '1';\n")
            problems = typescript.check_types(root)
            self.assertEqual(len(problems), 1, problems)
            self.assertIn("src/main.ts(2,", problems[0])

    def test_paths(self):
        home = "/" + "home/somebody"
        self.assertFinds(addresses.check_paths, "README.md", f"Go to {home}/src.\n", home)
        self.assertFinds(addresses.check_paths, "README.md", "x = '/" + "root/x'\n", "root/x")
        with tempfile.TemporaryDirectory() as elsewhere, unittest.mock.patch.object(addresses, "kEverywhere", ("usr",)):
            self.assertFinds(addresses.check_paths, "README.md", f"see {elsewhere}\n", elsewhere)
        fine = "/usr/bin/python3 /api/rooms https://example.org/home/x $HOME/root/x ${root}/home/x /work/x.py ~/x\n"
        self.assertEqual(self.check(addresses.check_paths, {"README.md": fine}), [])

    def test_the_folder_of_the_project(self):
        def with_own_path(root):
            with open(os.path.join(root, "README.md"), "w", encoding="utf-8") as file:
                file.write(f"cd {root}/build\n")
            return addresses.check_paths(root)

        problems = self.check(with_own_path)
        self.assertEqual(len(problems), 1, problems)

    def test_lock_files(self):
        line = '  "resolved": "https://registry.example/x.tgz",\n'
        self.assertFinds(addresses.check_lock_files, "server/web/package-lock.json", line, "resolved")
        self.assertFinds(addresses.check_lock_files, "server/web/.npmrc", "registry=https://x.example\n", "registry")
        self.assertEqual(self.check(addresses.check_lock_files, {"docs/x.md": line}), [])
        keeps_out = {"server/web/.npmrc": "omit-lockfile-registry-resolved=true\n"}
        self.assertEqual(self.check(addresses.check_lock_files, keeps_out), [])

    def test_long_files(self):
        self.assertFinds(style.long_files, "cli/src/x.cc", "\n" * 451, "451 lines")
        self.assertEqual(self.check(style.long_files, {"cli/src/x.cc": "\n" * 450}), [])

    def test_files_of_git(self):
        with tempfile.TemporaryDirectory() as root:
            for name in (".gitignore", "new.cc", "ignored.cc"):
                with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                    file.write("ignored.cc\n")
            self.assertEqual(tree.files(root), [".gitignore", "ignored.cc", "new.cc"])
            subprocess.run(["git", "init", "-q", root], check=True)
            self.assertEqual(tree.files(root), [".gitignore", "new.cc"])


if __name__ == "__main__":
    unittest.main()
