package mitogen.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import mitogen.agent.Agent;
import mitogen.classes.RuntimeArchive;
import mitogen.classes.RuntimeSource;
import mitogen.route.Link;
import mitogen.stage.RuntimeStage;

/**
 * Sends a Java runtime to a {@link RuntimeStage} that has said what platform it is on. Runs on a thread of its own,
 * {@code mitogen-runtime-NAME}, which ends when the runtime is written, or the process that takes it has ended.
 */
final class Shipment implements Runnable {
    private static final int PART = 64 * 1024;
    private static final long NEWS = TimeUnit.SECONDS.toNanos(5);

    private final Agent agent;
    private final RuntimeSource runtimes;
    private final Link link;
    private final String platform;
    private final OutputStream to;
    private final Runnable progress;
    private final Runnable arrived;

    // All guarded by this.
    private Marker.Word heard; // null before the first word
    private boolean over;
    private String failure;

    /**
     * A shipment that has not begun.
     *
     * @param platform what {@code uname -sm} printed there, and which C library there is
     * @param to the script's standard input
     * @param progress run whenever a part was taken there
     * @param arrived run when there is a runtime there
     */
    Shipment(
            Agent agent,
            RuntimeSource runtimes,
            Link link,
            String platform,
            OutputStream to,
            Runnable progress,
            Runnable arrived) {
        this.agent = agent;
        this.runtimes = runtimes;
        this.link = link;
        this.platform = platform.toLowerCase(Locale.ROOT);
        this.to = to;
        this.progress = progress;
        this.arrived = arrived;
    }

    @Override
    public void run() {
        try {
            if (!platform.matches("[a-z0-9_.-]{1,40}( [a-z0-9_.-]{1,40}){2}")) {
                throw new IOException("it says that its platform is '" + platform + "'");
            }
            RuntimeArchive archive = runtimes.runtime(platform.replace(' ', '-'));
            String order = archive.length() + " " + archive.digest() + " " + archive.kibibytes() + " .\n";
            byte[] line = order.getBytes(StandardCharsets.US_ASCII);
            if (!take(line, line.length)) {
                return;
            }
            Marker.Word answer = next(null);
            if (answer == Marker.Word.SEND) {
                agent.log(
                        Level.INFO,
                        link.name + " has no Java 17; it is sent one: " + megabytes(archive.length()),
                        null);
                send(archive);
                answer = next(Marker.Word.SEND);
            }
            if (answer == Marker.Word.READY) {
                arrived.run();
            }
        } catch (IOException | RuntimeException e) {
            fail(e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            progress.run(); // the time for the next step begins, if only for the end of the process
        }
    }

    /** What the script says next; null if it has ended. */
    private synchronized Marker.Word next(Marker.Word before) {
        try {
            while (heard == before && !over) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody has reason to
        }
        return over ? null : heard;
    }

    private void send(RuntimeArchive archive) throws IOException {
        byte[] part = new byte[PART];
        long sent = 0;
        long told = System.nanoTime();
        try (InputStream in = archive.content().open()) {
            for (int size = in.read(part); size >= 0; size = in.read(part)) {
                if (!take(part, size)) {
                    return;
                }
                sent += size;
                if (System.nanoTime() - told > NEWS) {
                    told = System.nanoTime();
                    String news = link.name + ": " + 100 * sent / archive.length() + " % of the Java runtime sent, "
                            + megabytes(sent);
                    agent.log(Level.INFO, news, null);
                }
            }
        }
        if (sent != archive.length()) {
            throw new IOException("the archive was " + archive.length() + " bytes long, and now it is " + sent);
        }
    }

    /** False if nobody reads there any more: then the end of the process tells why, or what the script still says. */
    private boolean take(byte[] bytes, int length) {
        try {
            to.write(bytes, 0, length);
            to.flush();
        } catch (IOException e) {
            return false;
        }
        progress.run();
        return true;
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private void fail(String reason) {
        synchronized (this) {
            if (over) {
                return; // the process has ended, and says why itself
            }
            failure = reason;
        }
        try {
            to.close(); // so that the script ends
        } catch (IOException e) {
            // it has ended
        }
    }

    /** The script said that it wants the archive sent, or that it is ready for the core. */
    synchronized void heard(Marker.Word word) {
        heard = word;
        notifyAll();
    }

    /** Nobody takes it any more. */
    synchronized void over() {
        over = true;
        notifyAll();
    }

    /** Why it could not be sent; null if that is not it. */
    synchronized String failure() {
        return failure;
    }
}
