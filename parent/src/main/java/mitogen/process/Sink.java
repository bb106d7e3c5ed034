package mitogen.process;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import mitogen.MitogenException;
import mitogen.Sender;

/** Where an output of a process goes. Used by one thread, but for what {@link #collected} gives in the end. */
abstract class Sink {
    /** Takes what came; gives false if nobody wants any more. */
    abstract boolean write(byte[] chunk, int count);

    /** Nothing comes any more; it is not whole if the process was ended because nobody waits for it any more. */
    void end(boolean whole) {}

    /** What was collected. */
    byte[] collected() {
        return new byte[0];
    }

    /** Prints it as this context's own output. */
    static Sink to(PrintStream stream) {
        return new Sink() {
            @Override
            boolean write(byte[] chunk, int count) {
                stream.write(chunk, 0, count);
                stream.flush();
                return true;
            }
        };
    }

    /** Sends it, and leaves the channel open. */
    static Sink intoOpen(Sender<byte[]> sender) {
        return new Sink() {
            @Override
            boolean write(byte[] chunk, int count) {
                return sent(sender, chunk, count);
            }
        };
    }

    private static boolean sent(Sender<byte[]> sender, byte[] chunk, int count) {
        try {
            sender.send(Arrays.copyOf(chunk, count));
            return true;
        } catch (MitogenException closedOrLost) {
            return false;
        }
    }

    /** Sends it, and closes the channel at its end. */
    static Sink to(Sender<byte[]> sender) {
        return new Sink() {
            @Override
            boolean write(byte[] chunk, int count) {
                return sent(sender, chunk, count);
            }

            @Override
            void end(boolean whole) {
                if (whole) {
                    sender.close();
                } else {
                    sender.fail(new CancellationException("the command was ended before all of its output had come"));
                }
            }
        };
    }

    /** Keeps it, up to a limit; beyond that the task is run, once. */
    static Sink collect(int limit, Runnable tooMuch) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        return new Sink() {
            @Override
            boolean write(byte[] chunk, int count) {
                synchronized (kept) {
                    int fits = Math.min(count, limit - kept.size());
                    kept.write(chunk, 0, fits);
                    if (fits == count) {
                        return true;
                    }
                }
                tooMuch.run();
                return false;
            }

            @Override
            byte[] collected() {
                synchronized (kept) {
                    return kept.toByteArray();
                }
            }
        };
    }
}
