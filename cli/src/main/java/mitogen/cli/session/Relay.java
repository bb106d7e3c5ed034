package mitogen.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mitogen.Secret;

/**
 * The client: passes standard input, output, errors and signals between this process and the session that runs the command.
 * Its start is what each command costs, so it has no lambdas and joins no strings unless something failed.
 */
public final class Relay {
    /** Nothing was done: the command is to be run without the session. */
    public static final int NOT_SERVED = -1;

    /** Nothing was done: no session is there. */
    public static final int NO_SESSION = -2;

    /** How long a signal waits for the session to end the command; then the closed socket tells it. */
    private static final int GRACE_SECONDS = 6;

    /** How long the client waits until the session takes the command. A process that is stopped never takes it. */
    private static final int ANSWER_SECONDS = 15;

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final long answerMillis;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean silent;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean interrupted;

    // Of the thread that reads frames.
    private boolean outFailed;
    private boolean errFailed;

    private volatile Link link;
    private Input input;

    /** Between these streams of the process. */
    public Relay(InputStream in, OutputStream out, OutputStream err) {
        this(in, out, err, TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
    }

    /** The same, with another limit to the wait for a first answer. */
    Relay(InputStream in, OutputStream out, OutputStream err, long answerMillis) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.answerMillis = answerMillis;
    }

    /**
     * Has a session do something, and waits for its end.
     *
     * @param arguments the command's
     * @param environment as {@code /proc/self/environ} has it
     * @return its exit status, or one of the two above
     * @throws SessionException if the session is not to be used, does not answer, or has ended before the command
     */
    public int run(SessionFolder folder, String name, int task, byte[][] arguments, byte[][] environment, int facts)
            throws SessionException {
        Hello hello = new Hello(
                Version.ours(),
                task,
                name,
                Arrays.asList(arguments),
                Arrays.asList(environment),
                System.getProperty("user.dir"),
                facts);
        try {
            link = Link.to(folder.socket(name), folder.owner());
        } catch (IOException nobodyListens) {
            return NO_SESSION;
        }
        Thread hook = new Hook();
        Runtime.getRuntime().addShutdownHook(hook);
        new Patience().start();
        try {
            int status = converse(hello, name);
            if (interrupted) {
                ended.countDown();
                Thread.sleep(Long.MAX_VALUE); // the JVM ends with the status of the signal
            }
            return status;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            answered.countDown();
            ended.countDown();
            link.close();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyShuttingDown) {
                // It runs, or has run.
            }
        }
    }

    /** Has the session end the command, whose {@link #run} returns then; for any thread. */
    public void interrupt() {
        Link to = link;
        try {
            if (to != null) {
                to.send(Frames.INTERRUPT);
            }
        } catch (IOException over) {
            // It has ended.
        }
    }

    private int converse(Hello hello, String name) throws SessionException {
        boolean accepted = false;
        try {
            byte[] bytes = hello.bytes();
            if (bytes.length > Frames.LONGEST_HELLO) {
                return NOT_SERVED;
            }
            link.send(Frames.HELLO, bytes, 0, bytes.length);
            while (true) {
                byte[] payload = link.next();
                if (payload == null) {
                    break;
                }
                answered.countDown();
                switch (link.type()) {
                    case Frames.ACCEPTED -> accepted = true;
                    case Frames.OTHER_VERSION -> throw otherVersion(name, payload);
                    case Frames.NOT_SERVED -> {
                        return NOT_SERVED;
                    }
                    case Frames.EXIT -> {
                        return payload.length == 1 ? payload[0] & 0xff : 0xff;
                    }
                    default -> take(link.type(), payload);
                }
            }
        } catch (IOException lost) {
            // The end of the link is what matters.
        }
        if (silent && !interrupted) {
            throw new SessionException("the session " + name + " did not answer for " + answerMillis / 1000
                    + " s: its process is frozen, or this machine is very busy. Nothing was done."
                    + "\nFind the process: pgrep -af 'SessionProcess " + name
                    + "'. Have it go on with kill -CONT, or end it with kill -9.");
        }
        if (!accepted) {
            return NO_SESSION; // it was about to end
        }
        if (hello.task() == Hello.STOP) {
            return 0;
        }
        throw new SessionException(
                "the session " + name + " has ended before the command did"
                        + "\nWhat the command had started is ended, too. Look at what it has done, and run it again.",
                true);
    }

    private static SessionException otherVersion(String name, byte[] version) {
        return new SessionException(
                "the session " + name + " was started by another build of mitogen, or by this one before it"
                        + " changed: " + text(version) + "\nEnd it: mitogen session stop " + name);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void take(int type, byte[] payload) throws IOException {
        switch (type) {
            case Frames.OUT -> outFailed = outFailed || !print(out, Frames.OUT, payload);
            case Frames.ERR -> errFailed = errFailed || !print(err, Frames.ERR, payload);
            case Frames.FLUSH -> link.send(Frames.FLUSHED, payload, 0, payload.length);
            case Frames.WANT -> {
                if (input == null) {
                    input = new Input();
                    input.setDaemon(true);
                    input.start();
                }
                input.want();
            }
            case Frames.ASK -> ask(payload);
            default -> throw new IOException("a frame of type " + type);
        }
    }

    /** Gives false if it cannot be written; then the session is told. */
    private boolean print(OutputStream to, int stream, byte[] payload) throws IOException {
        try {
            to.write(payload);
            return true;
        } catch (IOException e) {
            link.send(Frames.OUTPUT_FAILED, (char) stream + String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** A password is asked for here, where the terminal is. */
    private void ask(byte[] question) throws IOException {
        String text = new String(question, 1, question.length - 1, StandardCharsets.UTF_8);
        Secret secret;
        try {
            secret = question[0] == Frames.BY_COMMAND ? Secret.ofCommand(text) : Secret.ofTerminal(text);
        } catch (IOException e) {
            link.send(Frames.NO_SECRET, e.getMessage());
            return;
        }
        byte[] bytes = Secrets.bytes(secret.chars());
        secret.wipe();
        try {
            link.send(Frames.SECRET, bytes, 0, bytes.length);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Reads standard input, when the session asks for more. It is a daemon: a read cannot be broken off. */
    private final class Input extends Thread {
        private int wanted; // guarded by this

        Input() {
            super("mitogen-stdin");
        }

        synchronized void want() {
            wanted++;
            notifyAll();
        }

        private synchronized void await() throws InterruptedException {
            while (wanted == 0) {
                wait();
            }
            wanted--;
        }

        @Override
        public void run() {
            byte[] chunk = new byte[Frames.CHUNK];
            try {
                while (true) {
                    await();
                    int count;
                    try {
                        count = in.read(chunk);
                    } catch (IOException e) {
                        link.send(Frames.INPUT_FAILED, e.getMessage());
                        return;
                    }
                    link.send(Frames.INPUT, chunk, 0, Math.max(0, count));
                }
            } catch (IOException | InterruptedException over) {
                // Nobody wants it any more.
            }
        }
    }

    /**
     * Closes the link if no answer comes. The session's process may be stopped; the kernel accepts connections for it all the
     * same. If it goes on later, it finds the link closed, and does not run the command.
     */
    private final class Patience extends Thread {
        Patience() {
            super("mitogen-patience");
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                if (!answered.await(answerMillis, TimeUnit.MILLISECONDS)) {
                    silent = true;
                    link.close();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Ctrl-C, SIGTERM or SIGHUP: has the command ended before this process ends. */
    private final class Hook extends Thread {
        Hook() {
            super("mitogen-interrupt");
        }

        @Override
        public void run() {
            interrupted = true;
            try {
                link.send(Frames.INTERRUPT);
                ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
            } catch (IOException | InterruptedException over) {
                // The end of the socket tells it.
            }
        }
    }
}
