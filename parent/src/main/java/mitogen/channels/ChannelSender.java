package mitogen.channels;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import mitogen.Context;
import mitogen.Sender;
import mitogen.calls.Given;
import mitogen.calls.GivingWriter;
import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/**
 * One copy of the sending end of a channel. It ends with the task that captured it, which tells it so; the copy that the
 * receiver itself gives out belongs to no task.
 */
public final class ChannelSender<T> implements Sender<T>, Carried, Consumer<Throwable>, Given {
    /** Its code in the value format. */
    public static final int CODE = 23;

    /** The number of the copy that is the receiver's own, which counts for nothing. */
    static final long OWN = 0;

    private static final String TASK_ENDED =
            "the task that had this sender has ended; call detach() on it inside of the task";

    final SendingSide side;
    final long copy;

    private final AtomicReference<String> ended = new AtomicReference<>(); // why, or null
    private volatile boolean detached;

    ChannelSender(SendingSide side, long copy) {
        this.side = side;
        this.copy = copy;
    }

    private void check() {
        String why = ended.get();
        if (why != null) {
            throw side.over(why);
        }
    }

    @Override
    public void send(T value) {
        Objects.requireNonNull(value, "a channel carries no null");
        check();
        side.send(copy, value);
    }

    @Override
    public void close() {
        if (ended.compareAndSet(null, "this sender closed it")) {
            side.tell(ChannelMessage.CLOSE, copy, null);
        }
    }

    @Override
    public void fail(Throwable reason) {
        Objects.requireNonNull(reason, "a channel fails with a reason, and got null");
        if (ended.compareAndSet(null, "this sender failed it: " + reason)) {
            side.tell(ChannelMessage.FAIL, copy, reason);
        }
    }

    @Override
    public Sender<T> detach() {
        detached = true;
        return this;
    }

    /** The task that captured it has ended. */
    @Override
    public void accept(Throwable thrown) {
        if (!detached && ended.compareAndSet(null, TASK_ENDED)) {
            side.tell(thrown == null ? ChannelMessage.END : ChannelMessage.FAIL, copy, thrown);
        }
    }

    @Override
    public void write(ValueWriter to) {
        check();
        GivingWriter.check(to, side.caller(), this);
        long given = side.give(copy, to.destination);
        to.putByte(CODE);
        to.putInt(side.home);
        to.putLong(side.channel);
        to.putLong(given);
        if (to instanceof GivingWriter giving) {
            giving.given.add(new ChannelSender<>(side, given));
        }
    }

    @Override
    public void withdraw() {
        side.withdraw(copy);
    }

    @Override
    public void undelivered(Throwable failure) {
        side.undelivered(copy, failure);
    }

    @Override
    public void returned(Context holder, Throwable failure) {
        side.returned(copy, holder, failure);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelSender<?> sender && sender.side == side;
    }

    @Override
    public int hashCode() {
        return side.hashCode();
    }

    @Override
    public String toString() {
        return "sender to " + side;
    }
}
