package mitogen.launch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import mitogen.ConnectFailedException.Stage;
import mitogen.classes.ClassFile;
import mitogen.methods.CommandMethod;
import mitogen.stage.FirstStage;
import mitogen.stage.RuntimeStage;

/**
 * Reads what a child's standard output says before frames come: lines of the first stage and the core, which contain
 * the nonce, and noise, of which the last part is kept.
 */
final class Markers {
    /** Hears of what matters at once. On the thread that reads. */
    interface Watcher {
        /**
         * A line was begun, to standard error or to output, and nothing more came yet: it may be a question. Whether it
         * was taken for one.
         */
        boolean begun(String line, boolean error);

        /** The tool printed this to its standard error. */
        void printed(String text);

        /** Whether the tool was ended from here. */
        default boolean killed() {
            return false;
        }

        /** This was printed to standard output, and is none of our lines. */
        default void noise(String text) {}

        /** The script has begun. */
        void shell();

        /** The script said something, see {@link FirstStage} and {@link RuntimeStage}. Whether that is enough of it. */
        default boolean said(String word, String rest) {
            return false;
        }
    }

    /** A process's output. How much there is the system is asked only if nothing is here: not for each byte of a long noise. */
    static final class Incoming extends BufferedInputStream {
        Incoming(Process process) {
            super(process.getInputStream(), 16 * 1024);
        }

        @Override
        public synchronized int available() throws IOException {
            return pos < count ? count - pos : super.available();
        }
    }

    /** Unguessable, so that no banner can look like a marker. */
    final String nonce;

    private final long begun = System.nanoTime();

    // All guarded by this; the times are nanoseconds since the beginning.
    private long resolvedAfter;
    private long connectedAfter;
    private long letInAfter;
    private boolean proxied;
    private long shellAfter;
    private long runtimeAfter;
    private long javaAfter;
    private long upAfter;
    private final KeptLines noise = new KeptLines();
    private Stage stage = Stage.CONNECTING;
    private boolean up;
    private String java;
    private String noJava;
    private String old;
    private boolean noScratch;
    private boolean noPrograms;
    private boolean misdirected;
    private String noRuntime;
    private String version = "";

    Markers() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        nonce = "m" + HexFormat.of().formatHex(random);
    }

    /**
     * Reads until the child is up: then true, and the next byte is that of a frame. False if the stream ends first, or the
     * watcher has had enough.
     */
    boolean awaitUp(InputStream in, Watcher watcher) throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            return awaitUp(in, watcher, line);
        } finally {
            take(text(line)); // it may be a question, and the process was ended as nobody answers that
        }
    }

    private boolean awaitUp(InputStream in, Watcher watcher, StringBuilder line) throws IOException {
        boolean shell = false;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.append((char) next);
                if (!shell && in.available() == 0 && watcher.begun(text(line), false)) {
                    line.setLength(0);
                }
                if (line.length() < KeptLines.MAX_LENGTH) {
                    continue;
                }
            }
            String text = text(line);
            String[] said = take(text);
            line.setLength(0);
            String others = said == null ? text : text.substring(0, text.indexOf(nonce));
            if (!others.isBlank()) {
                watcher.noise(next == '\n' ? others + "\n" : others);
            }
            if (!shell && stage() != Stage.CONNECTING) {
                shell = true;
                watcher.shell();
            }
            if (said != null && watcher.said(said[0], said[1])) {
                return false;
            }
            if (isUp()) {
                return true;
            }
        }
        return false;
    }

    private static String text(StringBuilder line) {
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A word and the rest, if it is a line of ours; null otherwise. */
    private synchronized String[] take(String line) {
        int at = line.indexOf(nonce + " ");
        if (at < 0) {
            noise.keep(line);
            return null;
        }
        noise.keep(line.substring(0, at));
        String[] words = line.substring(at + nonce.length() + 1).strip().split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "sh" -> {
                stage = Stage.SHELL;
                shellAfter = System.nanoTime() - begun;
            }
            case "java" -> {
                stage = Stage.JAVA;
                java = rest;
                javaAfter = System.nanoTime() - begun;
            }
            case "up" -> {
                up = true;
                upAfter = System.nanoTime() - begun;
                version = rest;
            }
            case "nojava" -> noJava = rest;
            case "old" -> old = rest;
            case "noscratch" -> noScratch = true;
            case "norun" -> noPrograms = true;
            case "platform" -> stage = Stage.RUNTIME;
            case "send", "unpack" -> {}
            case "ready" -> runtimeAfter = System.nanoTime() - begun;
            case "noruntime" -> noRuntime = rest;
            case "noroom" -> noRuntime = "no directory there takes it";
            case "notools" -> noRuntime = "what unpacks it is missing there: " + rest;
            default -> {
                noise.keep(line);
                return null;
            }
        }
        return new String[] {words[0], rest};
    }

    synchronized boolean isUp() {
        return up;
    }

    /** The version of Java that is up, the oldest possible if it does not say. */
    synchronized int version() {
        return version.matches("[1-9][0-9]{1,2}") ? Integer.parseInt(version) : ClassFile.OLDEST_JAVA;
    }

    /** The tool said so; null for nothing of interest. It may be heard after the shell, which it came before. */
    synchronized void step(CommandMethod.Step step) {
        if (step == null || up) {
            return;
        }
        long now = shellAfter == 0 ? System.nanoTime() - begun : shellAfter;
        switch (step) {
            case PROXIED -> proxied = true;
            case RESOLVED -> resolvedAfter = resolvedAfter == 0 ? now : resolvedAfter; // there may be further addresses
            case CONNECTED -> connectedAfter = now;
            case LET_IN -> letInAfter = now;
        }
    }

    /**
     * When the name had an address, when the tool was connected and let in, each 0 where that is unknown; when the shell
     * answered, when it started Java, when the core was up: in nanoseconds from the beginning.
     */
    synchronized long[] times() {
        return new long[] {
            proxied ? 0 : resolvedAfter,
            proxied ? 0 : connectedAfter,
            letInAfter,
            shellAfter,
            runtimeAfter,
            javaAfter,
            upAfter
        };
    }

    /** Whether the tool has said that the far side let it in. */
    synchronized boolean letIn() {
        return letInAfter != 0;
    }

    /** Whether what the script says came to standard error. */
    synchronized boolean misdirected() {
        return misdirected;
    }

    /** Looks at what came to standard error; whether that is where the script speaks. */
    synchronized boolean misdirected(String printed) {
        misdirected |= stage == Stage.CONNECTING
                && (printed.startsWith(nonce + " sh") || printed.contains("\n" + nonce + " sh"));
        return misdirected;
    }

    synchronized Stage stage() {
        return stage;
    }

    synchronized List<String> noise() {
        return noise.all();
    }

    synchronized String noJava() {
        return noJava == null || noJava.startsWith("/")
                ? noJava
                : noJava + ", /usr/lib/jvm/*, /opt/* and ~/.sdkman/candidates/java/*";
    }

    /** The Java that was started, or null. */
    synchronized String java() {
        return java;
    }

    synchronized String old() {
        return old;
    }

    /** Why there is no Java, though one may be sent. */
    synchronized String noRuntime() {
        return noRuntime;
    }

    /** Whether no Java was found, or none that is new enough. */
    synchronized boolean lacksJava() {
        return noJava != null || old != null;
    }

    synchronized boolean noScratch() {
        return noScratch;
    }

    /** Whether the shell cannot run programs. */
    synchronized boolean noPrograms() {
        return noPrograms;
    }
}
