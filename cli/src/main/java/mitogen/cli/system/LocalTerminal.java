package mitogen.cli.system;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.cli.status.UsageException;

/**
 * The terminal that we were started at, in raw mode: its keys are read one by one, and none of them is a signal here.
 *
 * <p>A shell sets it, and sets it back when its own input ends. So the terminal is as it was before even if this JVM is killed.
 */
public final class LocalTerminal implements AutoCloseable {
    private static final File DEVICE = new File("/dev/tty");

    /** How long a shell may take to set it back, in seconds. */
    private static final int PATIENCE = 5;

    /** Ignores what may come to all of our group. TTOU: once we are dead, our group is no longer in the foreground. */
    private static final String HOLD = "trap '' HUP INT QUIT TERM TSTP TTOU;s=$(stty -g <&3)||exit;"
            + "stty raw -echo <&3||exit;echo \"$s\";cat >/dev/null;stty \"$s\" <&3";

    private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");

    /** Columns and rows. */
    public record Size(int columns, int rows) {}

    private final Process holder;
    private final String settings; // that it had before
    private final Thread onExit = new Thread(this::restore, "mitogen-terminal");
    private boolean restored; // guarded by this

    private LocalTerminal(Process holder, String settings) {
        this.holder = holder;
        this.settings = settings;
    }

    /**
     * Makes it raw.
     *
     * @throws UsageException if it cannot be set
     */
    public static LocalTerminal open() throws IOException {
        Process holder = new ProcessBuilder("/bin/sh", "-c", "exec 3<>" + DEVICE + "||exit;" + HOLD)
                .redirectError(Redirect.DISCARD)
                .start();
        BufferedReader told = holder.inputReader(StandardCharsets.US_ASCII);
        String settings = told.readLine();
        if (settings == null) {
            holder.destroy();
            throw new UsageException("--tty: the terminal cannot be set with stty\nIs " + DEVICE
                    + " the terminal that this was started at? Without --tty the command needs no terminal.");
        }
        LocalTerminal terminal = new LocalTerminal(holder, settings);
        Runtime.getRuntime().addShutdownHook(terminal.onExit);
        return terminal;
    }

    /** The keys, and what else it sends. */
    public InputStream keys() throws IOException {
        return new FileInputStream(DEVICE);
    }

    /** Its size now; a usual one where it has none. */
    public static Size size() {
        try {
            Process stty = stty("size");
            Matcher size =
                    SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
            if (size.matches() && !size.group(1).equals("0") && !size.group(2).equals("0")) {
                return new Size(Integer.parseInt(size.group(2)), Integer.parseInt(size.group(1)));
            }
        } catch (IOException e) {
            // as for a terminal that has none
        }
        return new Size(80, 24);
    }

    private static Process stty(String words) throws IOException {
        return new ProcessBuilder(("stty " + words).split(" "))
                .redirectInput(DEVICE)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    /**
     * Runs something whenever the size has changed, in threads of the JVM, until it is closed. The module
     * {@code jdk.unsupported} has what this needs; where it is missing, nothing is run.
     */
    public void onResize(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object runs = Proxy.newProxyInstance(
                    LocalTerminal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), runs);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // no such module: it keeps the size that it had
        }
    }

    private synchronized void restore() {
        if (restored) {
            return;
        }
        restored = true;
        try {
            holder.getOutputStream().close();
            if (!holder.waitFor(PATIENCE, TimeUnit.SECONDS) || holder.exitValue() != 0) {
                stty(settings).waitFor(PATIENCE, TimeUnit.SECONDS); // somebody has killed the shell
            }
        } catch (IOException e) {
            // there is no terminal any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException alreadyShuttingDown) {
            // It runs, or has run.
        }
    }
}
