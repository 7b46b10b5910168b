// Runs the layout off the main thread, so that a large graph does not freeze
// the page.
import { arrange, type Task } from './layout';

self.onmessage = (event: MessageEvent<{ number: number; task: Task }>) => {
  const { number, task } = event.data;
  self.postMessage({ number, positions: [...arrange(task)] });
};
