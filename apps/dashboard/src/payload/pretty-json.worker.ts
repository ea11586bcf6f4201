import { prettyJson } from './pretty-json.js';

self.onmessage = ({ data }: MessageEvent<string>) => self.postMessage(prettyJson(data));
