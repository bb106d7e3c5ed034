package mitogen.cli.remote;

import java.io.IOException;
import java.util.List;
import mitogen.Task;

/**
 * Runs a script that exists nowhere on the target: its text is piped to the interpreter, which reads it as
 * {@code /dev/fd/3}. Gives the exit status, 127 where there is no such interpreter.
 *
 * @param command the interpreter and all of its arguments, as bytes
 * @param onStandardInput whether the interpreter reads the text from its standard input instead (node can't open a pipe
 *     by name)
 * @param openInput whether the script's standard input is open until {@link EndInput}; otherwise it is /dev/null
 * @param text the script
 */
@SuppressWarnings("ArrayRecordComponent") // a message, never compared
public record RunScript(List<byte[]> command, boolean onStandardInput, boolean openInput, byte[] text)
        implements Task<Integer> {
    private static final String FIND = "command -v \"$1\" >/dev/null 2>&1 || {"
            + " printf 'mitogen: %s: interpreter not found\\nPATH is %s\\n' \"$1\" \"$PATH\" >&2; exit 127; }; ";

    /** Descriptor 3 takes over the pipe, before standard input becomes the file that the shell is called after. */
    private static final String EXEC = "exec \"$@\" 3<&0 <\"$0\"";

    private static final String EXEC_ON_STANDARD_INPUT = "exec \"$@\"";

    @Override
    public Integer run() throws IOException, InterruptedException {
        if (!openInput || onStandardInput) {
            return run("/dev/null");
        }
        // Its standard input is the one of a process that does nothing else than to have it. That one stays for a
        // moment after the end, as the script's shell may not have opened it yet.
        Process holder = new ProcessBuilder("/bin/sh", "-c", "read -r end; exec sleep 5").start();
        try {
            OpenInput.lend(holder);
            return run("/proc/" + holder.pid() + "/fd/0");
        } finally {
            holder.destroy();
        }
    }

    private int run(String input) throws IOException, InterruptedException {
        String script = FIND + (onStandardInput ? EXEC_ON_STANDARD_INPUT : EXEC);
        return Subprocess.start(Words.shell(script, input, command), true).run(text);
    }
}
