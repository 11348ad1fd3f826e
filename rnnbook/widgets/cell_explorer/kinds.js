// The cells that the explorer knows, a folder of data each: see _kinds.py.
import lstm from "./lstm/cell.json";
import lstmWide from "./lstm/wide.svg";
import lstmNarrow from "./lstm/narrow.svg";
import rnn from "./rnn/cell.json";
import rnnWide from "./rnn/wide.svg";
import rnnNarrow from "./rnn/narrow.svg";
import gru from "./gru/cell.json";
import gruWide from "./gru/wide.svg";
import gruNarrow from "./gru/narrow.svg";

const kind = (words, wide, narrow) => ({ ...JSON.parse(words), drawings: { wide, narrow } });

export const KINDS = {
  lstm: kind(lstm, lstmWide, lstmNarrow),
  rnn: kind(rnn, rnnWide, rnnNarrow),
  gru: kind(gru, gruWide, gruNarrow),
};
