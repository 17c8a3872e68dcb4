/**
 * Tells how loud `stream` is, 0 (silence) to 1, with every frame that is painted; what it returns ends that. A
 * stream without a microphone is silent.
 */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  if (stream.getAudioTracks().length === 0) return () => undefined;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let shown = 0;
  let frame = 0;
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const loudness = Math.sqrt(sum / samples.length);
    // Speech lies between -50 and -10 dB of full scale; it falls more slowly than it rises, to be read.
    const level = Math.min(1, Math.max(0, (20 * Math.log10(loudness + 1e-9) + 50) / 40));
    shown = Math.max(level, shown * 0.92);
    // Before it is told: who hears it may end the watch.
    frame = requestAnimationFrame(look);
    onLevel(shown);
  };
  // A page that nobody has touched may not make sound; to listen to the own microphone the context must run too.
  void context.resume();
  frame = requestAnimationFrame(look);
  return () => {
    cancelAnimationFrame(frame);
    source.disconnect();
    void context.close();
  };
}
