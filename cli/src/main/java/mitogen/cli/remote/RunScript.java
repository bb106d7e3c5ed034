package mitogen.cli.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mitogen.Task;

/**
 * Runs a script that exists nowhere on the target: its text is piped to the interpreter, which reads it as
 * {@code /dev/fd/3}, while the script's own standard input is /dev/null. Gives the exit status, 127 where there is no
 * such interpreter.
 *
 * @param command the interpreter and all of its arguments
 * @param onStandardInput whether the interpreter reads the text from its standard input instead (node can't open a pipe
 *     by name)
 * @param text the script
 */
@SuppressWarnings("ArrayRecordComponent") // a message, never compared
public record RunScript(List<String> command, boolean onStandardInput, byte[] text) implements Task<Integer> {
    private static final String FIND = "command -v \"$1\" >/dev/null 2>&1 || {"
            + " echo \"mitogen: $1: interpreter not found\" >&2; echo \"PATH is $PATH\" >&2; exit 127; }; ";

    /** Descriptor 3 takes over the pipe, before standard input goes to /dev/null. */
    private static final String EXEC = "exec \"$@\" 3<&0 </dev/null";

    private static final String EXEC_ON_STANDARD_INPUT = "exec \"$@\"";

    @Override
    public Integer run() throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command.size() + 4);
        all.add("sh");
        all.add("-c");
        all.add(FIND + (onStandardInput ? EXEC_ON_STANDARD_INPUT : EXEC));
        all.add("mitogen");
        all.addAll(command);
        return Subprocess.start(all, true).run(text);
    }
}
