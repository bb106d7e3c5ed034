package mitogen.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import mitogen.Secret;

/**
 * One command in the session, and the streams of the client that it is for. One thread reads what the client sends; the command
 * runs on others. The command sees the end of the client as an interrupt, and as the end of its streams.
 */
public final class Invocation {
    private final Link link;
    private final Hello hello;
    private final Object lock = new Object();

    // All guarded by lock.
    private final List<Runnable> onInterrupt = new ArrayList<>();
    private boolean interrupted;
    private boolean gone;
    private boolean wanted;
    private byte[] input;
    private boolean inputEnded;
    private String inputFailure;
    private final Written out = new Written();
    private final Written err = new Written();
    private byte[] secret;
    private String noSecret;

    Invocation(Link link, Hello hello) {
        this.link = link;
        this.hello = hello;
    }

    /** {@return what the client has said} */
    public Hello hello() {
        return hello;
    }

    /** {@return whether this is so of the client's streams: a constant of {@link Hello}} */
    public boolean has(int fact) {
        return hello.has(fact);
    }

    /** {@return whether the client does with files what this process does: it has said so, and it is so} */
    public boolean hasOurFileRights() {
        int told = hello.facts() & Hello.FILE_RIGHTS;
        try {
            return told != 0 && told == FileRights.sum();
        } catch (IOException noProc) {
            return false;
        }
    }

    /** Takes what the client sends, until it ends. */
    void read() {
        try {
            for (byte[] payload = link.next(); payload != null; payload = link.next()) {
                if (!take(link.type(), payload)) {
                    break;
                }
            }
        } catch (IOException broken) {
            // It is gone.
        }
        link.close();
        synchronized (lock) {
            gone = true;
            lock.notifyAll();
        }
        interrupt();
    }

    /** Gives false if the client may not say this now. */
    private boolean take(int type, byte[] payload) {
        if (type == Frames.INTERRUPT) {
            interrupt();
            return true;
        }
        synchronized (lock) {
            lock.notifyAll();
            switch (type) {
                case Frames.INPUT, Frames.INPUT_FAILED -> {
                    if (!wanted) {
                        return false;
                    }
                    wanted = false;
                    inputEnded = payload.length == 0 || type == Frames.INPUT_FAILED;
                    inputFailure = type == Frames.INPUT_FAILED ? text(payload) : null;
                    input = inputEnded ? null : payload;
                }
                case Frames.FLUSHED, Frames.OUTPUT_FAILED -> {
                    if (payload.length == 0) {
                        return false;
                    }
                    Written stream = payload[0] == Frames.OUT ? out : err;
                    if (type == Frames.FLUSHED) {
                        stream.flushes--;
                    } else {
                        stream.failure = text(payload).substring(1);
                    }
                }
                case Frames.SECRET -> {
                    secret = payload;
                    link.forget();
                }
                case Frames.NO_SECRET -> noSecret = text(payload);
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.UTF_8);
    }

    private void interrupt() {
        List<Runnable> actions;
        synchronized (lock) {
            interrupted = true;
            actions = List.copyOf(onInterrupt);
            onInterrupt.clear();
        }
        if (!actions.isEmpty()) {
            // On a thread of its own: what ends a command may wait for what the client still has to say.
            Thread thread = new Thread(() -> actions.forEach(Runnable::run), "mitogen-interrupt");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Has this called once when the client gets a signal or is gone, on another thread; now, if that was before. */
    public Runnable onInterrupt(Runnable action) {
        synchronized (lock) {
            if (!interrupted) {
                onInterrupt.add(action);
                return () -> remove(action);
            }
        }
        action.run();
        return () -> {};
    }

    private void remove(Runnable action) {
        synchronized (lock) {
            onInterrupt.remove(action);
        }
    }

    /** {@return what the client asks for at its own terminal} */
    public Secret ofTerminal(String prompt) throws IOException {
        return ask(Frames.BY_TERMINAL, prompt);
    }

    /** {@return what a command prints that the client runs} */
    public Secret ofCommand(String command) throws IOException {
        return ask(Frames.BY_COMMAND, command);
    }

    private Secret ask(int how, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] question = new byte[Math.min(Frames.CHUNK, 1 + bytes.length)];
        question[0] = (byte) how;
        System.arraycopy(bytes, 0, question, 1, question.length - 1);
        synchronized (lock) {
            secret = null;
            noSecret = null;
        }
        link.send(Frames.ASK, question, 0, question.length);
        synchronized (lock) {
            await(() -> secret != null || noSecret != null);
            if (secret == null) {
                throw new IOException(noSecret);
            }
            char[] chars = Secrets.text(secret);
            try {
                return new Secret(chars);
            } finally {
                Arrays.fill(chars, '\0');
            }
        }
    }

    /** Under the lock: waits for what the client says. */
    private void await(BooleanSupplier said) throws IOException {
        try {
            while (!said.getAsBoolean()) {
                if (gone) {
                    throw new IOException("the client has ended");
                }
                lock.wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** {@return the client's standard input} The client reads it when this is read, and not before. */
    public InputStream in() {
        return new InputStream() {
            private byte[] chunk = {};
            private int at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (at == chunk.length) {
                    chunk = next();
                    at = 0;
                }
                if (chunk.length == 0) {
                    return -1;
                }
                int count = Math.min(length, chunk.length - at);
                System.arraycopy(chunk, at, bytes, offset, count);
                at += count;
                return count;
            }
        };
    }

    /** Waits for input; gives nothing at the end. That a client is gone is no end: not all of its input has come. */
    private byte[] next() throws IOException {
        boolean asks;
        synchronized (lock) {
            asks = !wanted && !inputEnded;
            wanted |= asks;
        }
        if (asks) { // without the lock: a client that reads nothing may still say something
            link.send(Frames.WANT);
        }
        synchronized (lock) {
            await(() -> input != null || inputEnded);
            if (inputFailure != null) {
                throw new IOException(inputFailure);
            }
            byte[] next = input == null ? new byte[0] : input;
            input = null;
            return next;
        }
    }

    /** {@return the client's standard output} A flush waits until the client has written all. */
    public OutputStream out() {
        return new ClientStream(Frames.OUT, out);
    }

    /** {@return the client's standard error} A flush waits, too. */
    public OutputStream err() {
        return new ClientStream(Frames.ERR, err);
    }

    /** What became of a stream; under the lock. */
    private static final class Written {
        int flushes; // that were not answered yet
        String failure;
    }

    /** What the command prints; several threads may, one at a time. */
    private final class ClientStream extends OutputStream {
        private final int type;
        private final Written state;
        private boolean written;

        ClientStream(int type, Written state) {
            this.type = type;
            this.state = state;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = 0; at < length; at += Frames.CHUNK) {
                link.send(type, bytes, offset + at, Math.min(Frames.CHUNK, length - at));
            }
            written = true;
        }

        @Override
        public synchronized void flush() throws IOException {
            if (!written) {
                return;
            }
            written = false;
            synchronized (lock) {
                state.flushes++;
            }
            link.send(Frames.FLUSH, new byte[] {(byte) type}, 0, 1);
            synchronized (lock) {
                await(() -> state.flushes == 0);
                if (state.failure != null) {
                    throw new IOException(state.failure);
                }
            }
        }
    }
}
