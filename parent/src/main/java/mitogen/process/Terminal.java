package mitogen.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What makes a terminal for a process. Java cannot, so a tool does: {@code script} of util-linux, or {@code python3}. It runs
 * between our pipes and the terminal. There a shell sets the size, tells the terminal and its own number, and becomes the
 * command.
 */
enum Terminal {
    SCRIPT("script"),
    PYTHON("python3");

    static final String NONE =
            "nothing there makes a terminal: neither script (of util-linux) nor python3 works; install one of them";

    /** Around what the shell tells: {@code /dev/pts/3 1234}. It comes before all that the command prints. */
    static final char MARK = '\036';

    /** Copies both ways until the command has ended and is silent. The end of the input is told by Ctrl-D, as at a terminal. */
    private static final String COPY = """
            import os,pty,select,signal,sys
            pid,fd=pty.fork()
            if pid==0:
                os.execvp(sys.argv[1],sys.argv[1:])
            woken,wake=os.pipe()
            os.set_blocking(wake,False)
            signal.signal(signal.SIGCHLD,lambda *a:None)
            signal.set_wakeup_fd(wake)
            left,last,end,status=b'',b'\\n',False,None
            while True:
                if status is None:
                    done,s=os.waitpid(pid,os.WNOHANG)
                    if done:
                        status=s
                ins=[fd,woken]
                if not end and len(left)<65536:
                    ins.append(0)
                r,w,_=select.select(ins,[fd] if left else [],[],None if status is None else 0.1)
                if woken in r:
                    os.read(woken,512)
                if 0 in r:
                    data=os.read(0,65536)
                    end=not data
                    left+=data or (b'\\x04' if last==b'\\n' else b'\\x04\\x04')
                    last=data[-1:]
                try:
                    if w:
                        left=left[os.write(fd,left[:512]):]
                    data=os.read(fd,65536) if fd in r else None
                except OSError:
                    break
                if data==b'' or data is None and status is not None and not r:
                    break
                while data:
                    data=data[os.write(1,data):]
            if status is None:
                status=os.waitpid(pid,0)[1]
            sys.exit(128+os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
            """;

    final String tool;

    Terminal(String tool) {
        this.tool = tool;
    }

    /** The first that works here, or null. */
    static Terminal find() throws InterruptedException {
        for (Terminal each : values()) {
            if (each.works()) {
                return each;
            }
        }
        return null;
    }

    private boolean works() throws InterruptedException {
        try {
            List<String> probe = this == SCRIPT
                    ? List.of(tool, "--version")
                    : List.of(tool, "-c", "import os,pty,select,signal,sys;print('works')");
            Process process =
                    new ProcessBuilder(probe).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return process.waitFor() == 0 && text.contains(this == SCRIPT ? "util-linux" : "works");
        } catch (IOException notThere) {
            return false;
        }
    }

    /** What the shell at the terminal does before it becomes the command. */
    static String setup(int columns, int rows) {
        return "stty rows " + rows + " cols " + columns + " 2>/dev/null;printf \"\\036%s %s\\036\" \"$(tty)\" $$;";
    }

    /** The command that runs the words at a terminal; the words are ASCII. */
    List<String> around(List<String> words) {
        if (this == PYTHON) {
            List<String> all = new ArrayList<>(List.of(tool, "-c", COPY));
            all.addAll(words);
            return all;
        }
        // Script passes a line to a shell. What it sees is quoted so that any shell gives the same.
        StringBuilder line = new StringBuilder("exec");
        for (String word : words) {
            line.append(" '").append(word.replace("'", "'\\''")).append('\'');
        }
        return List.of(tool, "-q", "-e", "-c", line.toString(), "/dev/null");
    }

    /** Tells a terminal another size. */
    static void resize(String device, int columns, int rows) {
        try {
            new ProcessBuilder("stty", "-F", device, "rows", String.valueOf(rows), "cols", String.valueOf(columns))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noStty) {
            // Then it keeps its size.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
