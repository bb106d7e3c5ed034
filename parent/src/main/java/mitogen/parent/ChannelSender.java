package mitogen.parent;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import mitogen.Sender;
import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/**
 * One copy of the sending end of a channel. It ends with the task that captured it, which tells it so; the copy that the
 * receiver itself gives out belongs to no task.
 */
final class ChannelSender<T> implements Sender<T>, Carried, Consumer<Throwable> {
    /** Its code in the value format. */
    static final int CODE = 23;

    /** The number of the copy that is the receiver's own, which counts for nothing. */
    static final long OWN = 0;

    final Outlet outlet;
    final long copy;

    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean detached;

    ChannelSender(Outlet outlet, long copy) {
        this.outlet = outlet;
        this.copy = copy;
    }

    @Override
    public void send(T value) {
        Objects.requireNonNull(value, "a channel carries no null");
        if (ended.get()) {
            throw outlet.over("the task that had this sender has ended; call detach() on it inside of the task");
        }
        outlet.send(copy, value);
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            outlet.tell(ChannelMessage.CLOSE, copy, null);
        }
    }

    @Override
    public void fail(Throwable reason) {
        Objects.requireNonNull(reason, "a channel fails with a reason, and got null");
        if (ended.compareAndSet(false, true)) {
            outlet.tell(ChannelMessage.FAIL, copy, reason);
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
        if (!detached && ended.compareAndSet(false, true)) {
            outlet.tell(thrown == null ? ChannelMessage.END : ChannelMessage.FAIL, copy, thrown);
        }
    }

    @Override
    public void write(ValueWriter to) {
        if (ended.get()) {
            throw outlet.over("this sender was closed, or the task that had it has ended");
        }
        GivingWriter.check(to, outlet.parent(), this);
        long given = outlet.give(copy, to.destination);
        to.putByte(CODE);
        to.putInt(outlet.home);
        to.putLong(outlet.channel);
        to.putLong(given);
        if (to instanceof GivingWriter giving) {
            giving.given.add(new ChannelSender<>(outlet, given));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelSender<?> sender && sender.outlet == outlet;
    }

    @Override
    public int hashCode() {
        return outlet.hashCode();
    }

    @Override
    public String toString() {
        return "sender to " + outlet;
    }
}
