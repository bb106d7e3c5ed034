package mitogen.process;

import mitogen.Sender;

/**
 * The command runs.
 *
 * @param pid the process
 * @param input takes its standard input, or null
 * @param terminal what made its terminal, or null
 * @param charset the name of the charset of this place
 */
record Started(long pid, Sender<byte[]> input, String terminal, String charset) {}
