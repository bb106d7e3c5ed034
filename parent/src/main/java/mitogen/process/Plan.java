package mitogen.process;

import java.util.List;

/**
 * What is to be run, as it travels to the context that runs it.
 *
 * @param words the program and its arguments, or those of the script
 * @param script the text of a script, or null
 * @param interpreter what is to run the script, or empty for what its text says
 * @param directory the working directory, or null
 * @param variables what is set in the environment, as {@code NAME=value}
 * @param removed the names of variables that are removed
 * @param emptyEnvironment whether the environment begins empty
 * @param input where standard input comes from
 * @param given the input, if it is {@link Input#GIVEN}
 * @param output where standard output goes
 * @param errors where standard error goes
 * @param limit how many bytes are collected of each
 * @param timeoutNanos how long it may run; 0 for any time
 * @param columns of its terminal; 0 for none
 * @param rows of its terminal
 * @param detached whether it is to outlive the context; its output is then its process id
 * @param feeds whether its standard output is the input of another command, and ends only if this one succeeds
 * @param outlived whether its outputs are sent on when it has ended but others still have them open
 */
@SuppressWarnings("ArrayRecordComponent") // a message, never compared
record Plan(
        List<byte[]> words,
        byte[] script,
        List<byte[]> interpreter,
        byte[] directory,
        List<byte[]> variables,
        List<String> removed,
        boolean emptyEnvironment,
        Input input,
        byte[] given,
        Output output,
        Output errors,
        int limit,
        long timeoutNanos,
        int columns,
        int rows,
        boolean detached,
        boolean feeds,
        boolean outlived) {
    /** Where standard input comes from. */
    enum Input {
        NONE,
        GIVEN,
        CHANNEL
    }

    /** Where an output goes. */
    enum Output {
        COLLECTED,
        CHANNEL,
        CONTEXT,
        DISCARDED,
        MERGED
    }

    boolean hasTerminal() {
        return columns > 0;
    }
}
