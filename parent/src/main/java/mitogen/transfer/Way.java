package mitogen.transfer;

import mitogen.ChannelClosedException;
import mitogen.Sender;

/** The way of messages to one destination. As with a {@link Sender}, one that is closed or lost throws. */
interface Way {
    /** Sends a message, which stays the caller's; or keeps it until others have what they are sent, or {@link #flush}. */
    void send(byte[] message);

    /** Sends what was kept. */
    void flush();

    /** Nothing more will come. */
    void close();

    /** The same, and why. */
    void fail(Throwable reason);

    /** A channel of its own. */
    record Direct(Sender<Object> to) implements Way {
        @Override
        public void send(byte[] message) {
            to.send(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() throws ChannelClosedException {
            to.close();
        }

        @Override
        public void fail(Throwable reason) {
            to.fail(reason);
        }
    }
}
