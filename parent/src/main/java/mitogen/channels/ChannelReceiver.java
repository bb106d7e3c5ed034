package mitogen.channels;

import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import mitogen.ChannelClosedException;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.RefusedException;
import mitogen.Sender;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.internal.NonBlocking;
import mitogen.tree.Loss;
import mitogen.wire.Account;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.ValueReader;

/**
 * A channel in the context where its values are taken. States: open; closing, while senders have not all answered that they
 * know of the close; ended, while there are values left to be taken, and after that. It keeps what arrived as it arrived, and
 * decodes a value when it is taken ({@link Decoded}). It knows where the copies of its sender are ({@link SenderCopies}), so
 * that the loss of such a context ends the channel.
 *
 * <p>Thread-safe. Messages come one after the other, on the thread that {@link Channels} tells. Any thread may take values.
 * The listener of {@link #onReady} is called with no lock held.
 */
final class ChannelReceiver<T> implements Receiver<T> {
    /** How long who wants to wait for no value waits for one that has arrived to be decoded, in nanoseconds. */
    private static final long DECODED = 200_000_000;

    private static final String ALL_ENDED = "all tasks that had its sender have ended";

    private final Channels channels;
    private final Agent agent;
    private final SendingSide own;
    private final Map<String, Class<?>> accepted;
    private final Sender<T> sender;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    // All below is guarded by this.
    private final Inbox inbox = new Inbox();
    private final Decoded decoded;
    private final SenderCopies copies = new SenderCopies();
    private volatile Runnable ready;
    private int holds;
    private final Set<Integer> awaited = new HashSet<>(); // contexts that were told that it is being closed
    private volatile String closing; // by whom; written under this
    private String ended; // by whom, or why
    private Supplier<MitogenException> failure;

    ChannelReceiver(Channels channels, Agent agent, SendingSide own, Map<String, Class<?>> accepted) {
        this.channels = channels;
        this.agent = agent;
        this.own = own;
        this.accepted = accepted;
        sender = new ChannelSender<>(own, ChannelSender.OWN);
        decoded = new Decoded(channels.caller, this, this::reread, this::tell);
    }

    @Override
    public Sender<T> sender() {
        return sender;
    }

    // What arrives

    /** A message about this channel. On a reader thread, maybe. */
    void handle(Frame head, int kind, PayloadReader payload) {
        int source = head.source();
        if (kind == ChannelMessage.OPEN) {
            synchronized (this) {
                inbox.open(source); // to be told of the end
            }
            channels.confirm(head);
            return;
        }
        long copy = payload.getLong();
        switch (kind) {
            case ChannelMessage.ITEM -> item(head);
            case ChannelMessage.END -> ended(copy, source, head.account);
            case ChannelMessage.CLOSE -> close(source);
            case ChannelMessage.DONE -> done(Set.of(source));
            case ChannelMessage.FAIL -> fail(copy, source, () -> channels.failure(source, reread(head)));
            case ChannelMessage.GIVE -> given(payload.getLong(), payload.getInt(), source, head.account);
            default -> {} // a later version's; it has nothing to say to us
        }
    }

    private ValueReader reread(Frame head) {
        return ChannelMessage.value(head, channels.linkage(head.source(), accepted));
    }

    /** A sender has closed it. It ends when all others have heard of that, and what they sent before has arrived. */
    private void close(int source) {
        Set<Integer> others;
        synchronized (this) {
            if (ended != null || closing != null) {
                return;
            }
            closing = "it was closed by its sender in " + channels.nameOf(source);
            others = senders();
            others.remove(source);
            awaited.addAll(others);
        }
        own.end(closing);
        channels.tellClosed(others, own.channel, closing);
        done(Set.of());
    }

    /** Nothing will come from those any more. */
    private void done(Set<Integer> contexts) {
        synchronized (this) {
            awaited.removeAll(contexts);
            if (closing == null || !awaited.isEmpty()) {
                return;
            }
        }
        end(closing, null);
    }

    /** Where something may come from. With the lock held. */
    private Set<Integer> senders() {
        Set<Integer> all = inbox.sources();
        all.addAll(copies.holders());
        all.remove(agent.router.self);
        return all;
    }

    /** A value has come. A sender that is ahead of its credit ends the channel, because it would hold memory here. */
    private void item(Frame head) {
        String excess;
        synchronized (this) {
            if (ended != null) {
                return;
            }
            excess = inbox.add(head);
            notifyAll();
        }
        tell();
        if (excess != null) {
            String text = agent.router.nameOf(head.source()) + " sent " + excess;
            end(text, () -> new RefusedException("the channel was ended, because " + text));
        }
    }

    /** A copy was made for another context. */
    void given(long copy, int holder, int giver, Account account) {
        boolean added;
        synchronized (this) {
            added = copies.add(copy, holder, agent.router.nameOf(holder), giver, account);
            notifyAll();
        }
        tell();
        if (!added) {
            String text = "there were more than " + SenderCopies.MOST
                    + " copies of its sender at a time, or more than there is memory for";
            end(text, () -> new RefusedException("the channel was ended, because " + text));
        }
    }

    /** A copy has ended. */
    void ended(long copy, int source, Account account) {
        synchronized (this) {
            copies.end(copy, source, account);
            notifyAll();
        }
        tell();
    }

    /** A copy failed, or never got to where it was sent. */
    void fail(long copy, int source, Supplier<MitogenException> reason) {
        synchronized (this) {
            if (!copies.concerns(copy, source) || closing != null) { // or else it may fail because of that
                return;
            }
        }
        end("a sender in " + channels.nameOf(source) + " failed it", reason);
    }

    /** Contexts are gone. The channel fails if one of them had a copy of the sender: nobody knows what that would have sent. */
    void lost(Set<Integer> contexts, Loss loss) {
        SenderCopies.Copy gone;
        synchronized (this) {
            inbox.forget(contexts);
            gone = copies.heldBy(contexts);
        }
        done(contexts);
        if (gone != null) {
            int holder = gone.holder();
            String name = gone.name() + ", which had a sender of this channel,";
            end(name + " is gone: " + loss.text(), () -> channels.lost(holder, name, loss));
        }
    }

    /** Ends it, with an error or null; the first reason stays. Tells all who may send. */
    void end(String reason, Supplier<MitogenException> error) {
        Set<Integer> senders;
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = reason;
            failure = error;
            senders = senders();
            copies.clear();
            inbox.seal();
            notifyAll();
        }
        tell();
        own.end(reason);
        channels.tellClosed(senders, own.channel, reason);
        channels.forget(this, own.channel); // last, as who sends from now on is not told the reason
    }

    // Who takes

    @Override
    public T take() {
        return next(Long.MAX_VALUE, false);
    }

    @Override
    public T poll() {
        return next(0, false);
    }

    @Override
    public T poll(Duration timeout) {
        return next(TimeUnit.NANOSECONDS.convert(timeout), false);
    }

    /** The next value, or null if the time is over, or at the end if that is asked for. */
    private T next(long nanos, boolean nullAtEnd) {
        Supplier<MitogenException> error;
        String end;
        Decoded.Item value;
        try {
            value = await(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for a value", e);
        }
        if (value != null) {
            taken(value.source());
            return decode(value);
        }
        synchronized (this) {
            error = failure;
            end = ended;
        }
        if (error != null) {
            throw error.get();
        }
        if (end != null && !nullAtEnd) {
            throw new ChannelClosedException("the channel has ended: " + end);
        }
        return null;
    }

    private T decode(Decoded.Item item) {
        try {
            @SuppressWarnings("unchecked")
            T value = (T) item.value();
            return value;
        } catch (Throwable e) { // whatever the classes of the value throw
            String text = Decoded.unreadable(channels.nameOf(item.source()), e);
            end(text, () -> new ValueException(text));
            throw new ValueException(text);
        }
    }

    /** The next value, or what it is instead; null if there was none in time, or will be none. */
    private Decoded.Item await(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            boolean decode;
            synchronized (this) {
                while (decoded.isEmpty() && inbox.isEmpty() && !decoded.isComing() && ended == null && !allEnded()) {
                    long left = nanos - (System.nanoTime() - start);
                    if (left <= 0) {
                        return null;
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
                if (!decoded.isEmpty()) {
                    return decoded.poll();
                }
                if (decoded.isComing()) {
                    long left = (nanos == 0 ? DECODED : nanos) - (System.nanoTime() - start);
                    if (left <= 0) {
                        return null;
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                    continue;
                }
                decode = decoded.next(inbox);
            }
            if (!decode) {
                break;
            }
            decoded.start();
        }
        isOver(); // which ends it, if all have ended
        return null;
    }

    /** Gives the sender credit for a value that was taken. */
    private void taken(int source) {
        long credit;
        synchronized (this) {
            credit = ended == null ? inbox.credit(source) : 0;
        }
        if (credit > 0) {
            channels.giveCredit(source, own.channel, credit);
        }
    }

    @Override
    public Iterator<T> iterator() {
        return new ValueIterator<>(() -> next(Long.MAX_VALUE, true));
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Subscription<T> subscription = new Subscription<>(this, this::isOver, subscriber);
        if (subscribed.getAndSet(true)) {
            subscription.refuse(new IllegalStateException("a receiver takes one subscriber, and has one already"));
        } else {
            agent.execute(subscription);
        }
    }

    /** Whether nothing will come any more and nothing is left. */
    boolean isOver() {
        synchronized (this) {
            if (!inbox.isEmpty() || !decoded.isEmpty() || decoded.isComing() || ended == null && !allEnded()) {
                return false;
            }
        }
        end(closing != null ? closing : ALL_ENDED, null);
        return true;
    }

    @Override
    public void onReady(Runnable listener) {
        ready = listener;
        tell();
    }

    private boolean allEnded() {
        return copies.allEnded() && holds == 0;
    }

    /** Something may be there to be taken. This may be a reader thread: a listener that may wait is run by a task thread. */
    private void tell() {
        Runnable listener = ready;
        if (listener instanceof NonBlocking) {
            listener.run();
        } else if (listener != null) {
            agent.execute(listener);
        }
    }

    @Override
    public Hold hold() {
        hold(1);
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> hold(held.getAndSet(false) ? -1 : 0);
    }

    private void hold(int more) {
        synchronized (this) {
            holds += more;
            notifyAll();
        }
        tell();
    }

    @Override
    public void close() {
        end("its receiver in " + agent.name + " was closed", null);
        synchronized (this) {
            inbox.clear();
        }
        decoded.clear();
    }

    @Override
    public String toString() {
        return "a channel's receiver in " + agent.name;
    }
}
