package mitogen.channels;

import mitogen.ChannelClosedException;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Sender;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.calls.Caller;
import mitogen.calls.Given;
import mitogen.calls.GivingWriter;
import mitogen.calls.TaskWriter;
import mitogen.internal.Printable;
import mitogen.route.Link;
import mitogen.route.Reply;
import mitogen.tree.DeadMessage;
import mitogen.tree.Loss;
import mitogen.values.RareValues;
import mitogen.values.Thrown;
import mitogen.wire.Account;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueWriter;

/**
 * The way from this context to one channel, which all copies of its sender here share: how many bytes may still be sent
 * before the receiver has taken some, and whether the channel is closed.
 *
 * <p>All its messages are bulk, so that they keep their order whatever their size. As a {@link Reply} it waits for the
 * answer to {@link ChannelMessage#OPEN}.
 */
final class SendingSide implements Reply {
    /** The receiver's context. */
    final int home;

    final long channel;

    /** What one takes, roughly, in bytes, with the question whether the channel is there. */
    private static final int SIZE = 1024;

    private final Channels channels;
    private final Agent agent;
    private final Account account; // or null
    private long credit = Sender.WINDOW; // guarded by this, as is all below
    private boolean opening; // nobody has said yet that the channel is there
    private int copies;
    private Object closed; // why: a text, a Loss, or the dead message that came instead of a sign

    SendingSide(Channels channels, Agent agent, int home, long channel) {
        this.channels = channels;
        this.agent = agent;
        this.home = home;
        this.channel = channel;
        Link link = agent.router.linkTo(home);
        account = link == null ? null : link.account;
    }

    /**
     * Asks for a sign that the channel is there. What is sent meanwhile waits for that only if the receiver is neither above
     * nor below: it may be that there is no way to it.
     */
    void open() {
        synchronized (this) {
            opening = !agent.router.commands(home) && agent.router.linkTo(home) == null;
        }
        Frame question = ChannelMessage.begin(new PayloadWriter(), ChannelMessage.OPEN, channel)
                .frames();
        question.account = account;
        agent.router.ask(Protocol.CHANNEL, question, this, true);
    }

    /** Lets the child pay for this behind which the receiver is, if it is behind one. */
    void pay() {
        if (account != null && !account.keep(SIZE)) {
            throw new ValueException("there is no memory left for another sender to " + this);
        }
    }

    /** This is forgotten. */
    void paid() {
        if (account != null) {
            account.keep(-SIZE);
        }
    }

    @Override
    public int destination() {
        return home;
    }

    @Override
    public void arrived(Frame head) {
        if (head.is(Protocol.DEAD)) {
            end(head);
        } else {
            synchronized (this) {
                opening = false;
                notifyAll();
            }
        }
    }

    /** Sends a value, and waits for credit first. */
    void send(long copy, Object value) {
        boolean code = home == agent.router.self || agent.router.linkTo(home) != null; // code travels down only
        String what = "the value sent to " + this;
        GivingWriter item = code
                ? new TaskWriter(caller(), what, agent.router.maxMessage, home)
                : new GivingWriter(caller(), what, agent.router.maxMessage, home);
        Frame head;
        try {
            ChannelMessage.begin(item, ChannelMessage.ITEM, channel).putLong(copy);
            item.put(value);
            head = item.frames();
            awaitCredit(ChannelMessage.size(head));
        } catch (RuntimeException | LinkageError e) {
            Given.withdrawn(item.given);
            throw e;
        }
        agent.router.send(home, Protocol.CHANNEL, 0, Protocol.BULK, head);
    }

    private void awaitCredit(long size) {
        Object over;
        synchronized (this) {
            try {
                while ((credit <= 0 || opening) && closed == null) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MitogenException("interrupted while waiting to send to " + this, e);
            }
            over = closed;
            credit -= over == null ? size : 0;
        }
        if (over != null) {
            throw closed(over);
        }
    }

    /** Tells the receiver something about a copy. */
    void tell(int kind, long copy, Throwable thrown) {
        ValueWriter payload = ChannelMessage.begin(failureWriter(), kind, channel);
        payload.putLong(copy);
        if (thrown != null) {
            payload.put(Thrown.copy(thrown));
        }
        agent.router.send(home, Protocol.CHANNEL, 0, Protocol.BULK, payload.frames());
        ended();
    }

    private ValueWriter failureWriter() {
        return new ValueWriter("the end of a channel", Protocol.MAX_MESSAGE, home, new RareValues());
    }

    /** A copy was made, and then not sent to anybody. */
    void withdraw(long copy) {
        ChannelReceiver<?> receiver = home == agent.router.self ? channels.receiver(channel) : null;
        if (receiver != null) {
            receiver.ended(copy, home, null);
        } else {
            tell(ChannelMessage.END, copy, null);
        }
    }

    /** A copy that was written for another context never got there. */
    void undelivered(long copy, Throwable failure) {
        ChannelReceiver<?> receiver = home == agent.router.self ? channels.receiver(channel) : null;
        if (receiver != null) {
            receiver.fail(copy, agent.router.self, () -> Channels.asOurs(failure));
        } else {
            tell(ChannelMessage.FAIL, copy, failure);
        }
    }

    /** The task that had a copy has failed in its context, perhaps before it had the copy. */
    void returned(long copy, Context holder, Throwable failure) {
        ValueWriter payload = ChannelMessage.begin(failureWriter(), ChannelMessage.RETURN, channel);
        payload.putLong(copy);
        payload.putInt(home);
        payload.put(Thrown.copy(failure));
        agent.router.send(holder.id(), Protocol.CHANNEL, 0, Protocol.BULK, payload.frames());
    }

    /** Makes a copy for another context. */
    long give(long from, int holder) {
        Object over;
        synchronized (this) {
            over = closed;
        }
        if (over != null) {
            throw closed(over);
        }
        long copy = channels.newCopy();
        if (home == agent.router.self) {
            ChannelReceiver<?> receiver = channels.receiver(channel);
            if (receiver == null) {
                throw over("it has ended");
            }
            receiver.given(copy, holder, home, null);
            return copy;
        }
        PayloadWriter payload = ChannelMessage.begin(new PayloadWriter(), ChannelMessage.GIVE, channel);
        payload.putLong(from);
        payload.putLong(copy);
        payload.putInt(holder);
        agent.router.send(home, Protocol.CHANNEL, 0, Protocol.BULK, payload.frames());
        return copy;
    }

    /** Whose tree it belongs to. */
    Caller caller() {
        return channels.caller;
    }

    /** There is another copy here. */
    synchronized void began() {
        copies++;
    }

    private synchronized void ended() {
        copies--;
        forgetIfIdle();
    }

    /** The receiver has taken so many bytes. */
    synchronized void credit(long bytes) {
        credit = Math.min(Sender.WINDOW, credit + Math.max(0, bytes));
        forgetIfIdle();
        notifyAll();
    }

    /** Another one for the same channel would begin with full credit, so nearly all of it must be back. */
    private void forgetIfIdle() {
        if (copies <= 0 && credit > Sender.WINDOW - ChannelMessage.GRANT) {
            channels.forget(this);
        }
    }

    /**
     * The channel is closed, or the receiver gone. Safe on reader threads: what that means is read by whoever asks.
     *
     * @param reason a text, or a {@link Loss}, or a dead message
     */
    void end(Object reason) {
        synchronized (this) {
            closed = closed == null ? reason : closed;
            notifyAll();
        }
        channels.forget(this);
    }

    /** Without the lock: a class may have to be fetched for this, by the reader that the lock would keep waiting. */
    private MitogenException closed(Object why) {
        if (why instanceof Frame dead) {
            Loss loss = DeadMessage.loss(agent.router, channels.nameOf(home), dead);
            return DeadMessage.isLost(dead) ? channels.exception(home, toString(), loss) : over(loss.text());
        }
        return why instanceof Loss loss
                ? channels.exception(home, toString(), loss)
                : over(Printable.text((String) why));
    }

    /** What a send throws that comes too late. */
    ChannelClosedException over(String reason) {
        return new ChannelClosedException(this + " is closed: " + reason);
    }

    @Override
    public String toString() {
        return "a channel to " + (home == 0 ? "the controller" : agent.router.nameOf(home));
    }
}
