package mitogen.channels;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.CallException;
import mitogen.ConnectFailedException;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.RemoteThrowable;
import mitogen.Sender;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.agent.SenderLinkage;
import mitogen.calls.Caller;
import mitogen.calls.SignatureLinkage;
import mitogen.route.Router;
import mitogen.tree.Loss;
import mitogen.values.RareValues;
import mitogen.wire.Frame;
import mitogen.wire.Linkage;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/**
 * The channels of one context: those that end here, and the sending sides of those that end elsewhere. A channel is known by a
 * random number; whoever knows it may send, so nobody can who was not given a sender.
 *
 * <p>Messages are handled in order, never waiting: on the reader thread in the controller, and on a task thread in a
 * child (see {@code Late}), whose reader must not come upon a class that is not there yet.
 */
public final class Channels {
    private record Key(int home, long channel) {}

    /** Addresses other contexts from here. */
    final Caller caller;

    private final Agent agent;
    private final Router router;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger copies = new AtomicInteger();
    private final Map<Long, ChannelReceiver<?>> receivers = new ConcurrentHashMap<>();
    private final Map<Key, SendingSide> sendingSides = new ConcurrentHashMap<>();

    public Channels(Caller caller) {
        this.caller = caller;
        agent = caller.agent;
        router = agent.router;
    }

    /** Opens a channel that ends here. Its number is 64 random bits: to know it is the right to send. */
    public <T> ChannelReceiver<T> open(Map<String, Class<?>> accepted) {
        long channel = random.nextLong();
        SendingSide own = new SendingSide(this, agent, router.self, channel);
        sendingSides.put(new Key(router.self, channel), own);
        own.began();
        ChannelReceiver<T> receiver = new ChannelReceiver<>(this, agent, own, accepted);
        receivers.put(channel, receiver);
        return receiver;
    }

    /** The rules by which what a context sends is decoded, for a receiver that accepts some classes besides. */
    Linkage linkage(int source, Map<String, Class<?>> accepted) {
        return new SignatureLinkage(caller, agent.linkage(source), accepted, true);
    }

    ChannelReceiver<?> receiver(long channel) {
        return receivers.get(channel);
    }

    /** A channel that ends here has ended. */
    void forget(ChannelReceiver<?> receiver, long channel) {
        receivers.remove(channel, receiver);
    }

    void forget(SendingSide side) {
        if (sendingSides.remove(new Key(side.home, side.channel), side)) {
            side.paid();
        }
    }

    /** A number for one more copy of a sender: unique within the tree, because the context that makes the copy is a part of it. */
    long newCopy() {
        return (long) router.self << 32 | copies.incrementAndGet() & 0xffffffffL;
    }

    /** Decodes a sender. */
    public Sender<?> sender(ValueReader from, SenderLinkage linkage) {
        Key key = new Key(from.getInt(), from.getLong());
        long copy = from.getLong();
        if (!linkage.lambdas() && !mayName(key, linkage.source)) {
            if (key.home != router.self) {
                throw new ValueException(router.nameOf(linkage.source) + " named a channel of "
                        + router.nameOf(key.home) + ", which is not below it, and which it was not handed by "
                        + agent.name);
            }
            SendingSide over =
                    new SendingSide(this, agent, key.home, key.channel); // or it never was; nothing is kept of it
            over.end("it has ended");
            return new ChannelSender<>(over, copy);
        }
        SendingSide known = sendingSides.get(key);
        SendingSide side = known;
        if (known == null) {
            side = new SendingSide(this, agent, key.home, key.channel);
            side.pay();
            SendingSide other = sendingSides.putIfAbsent(key, side);
            if (other != null) {
                side.paid();
            }
            known = other;
            side = other == null ? side : other;
        }
        side.began();
        if (known == null) {
            side.open(); // tells the receiver where senders are, and us if there is none
        }
        ChannelSender<?> sender = new ChannelSender<>(side, copy);
        linkage.ends.add(sender);
        return sender;
    }

    /** Numbers of channels are secret: who knows that of one which is known here was handed it. */
    private boolean mayName(Key key, int source) {
        return sendingSides.containsKey(key)
                || (key.home == router.self
                        ? receivers.containsKey(key.channel)
                        : caller.handed.liesBelow(key.home, source));
    }

    /**
     * Takes a message of a channel, see the class comment for the thread. What belongs to no channel that is known here is
     * answered, so that nobody goes on to send.
     */
    public void handle(Frame head) {
        PayloadReader payload = new PayloadReader(head);
        int kind = payload.getByte();
        if (kind == ChannelMessage.LOST) {
            if (head.source() == router.self) {
                lost(payload);
            }
            return;
        }
        long channel = payload.getLong();
        if (kind == ChannelMessage.CREDIT || kind == ChannelMessage.CLOSED) {
            SendingSide side = sendingSides.get(new Key(head.source(), channel));
            if (kind == ChannelMessage.CREDIT) {
                if (side != null) {
                    side.credit(payload.getLong());
                }
                return;
            }
            if (side != null) {
                side.end(payload.getString()); // nothing is sent behind the answer
            }
            PayloadWriter done = ChannelMessage.begin(new PayloadWriter(), ChannelMessage.DONE, channel);
            done.putLong(ChannelSender.OWN);
            router.post(head.source(), Protocol.CHANNEL, 0, Protocol.BULK, done.frames());
            return;
        }
        if (kind == ChannelMessage.RETURN) {
            passOn(channel, head.source(), payload);
            return;
        }
        ChannelReceiver<?> receiver = receivers.get(channel);
        if (receiver != null) {
            receiver.handle(head, kind, payload);
        } else if (kind == ChannelMessage.OPEN) {
            router.dead(head, Protocol.REFUSED, "it has ended", -1);
        } else if (kind == ChannelMessage.ITEM || kind == ChannelMessage.GIVE) {
            tellClosed(Set.of(head.source()), channel, "it has ended");
        }
    }

    /** Tells contexts that a channel has ended here, so that their senders throw. Waits for nothing. */
    void tellClosed(Set<Integer> contexts, long channel, String reason) {
        for (int context : contexts) {
            PayloadWriter payload = ChannelMessage.begin(new PayloadWriter(), ChannelMessage.CLOSED, channel);
            payload.putString(reason);
            router.post(context, Protocol.CHANNEL, 0, 0, payload.frames());
        }
    }

    /** Lets a sender send more bytes. May write to the link itself, so not for reader threads. */
    void giveCredit(int context, long channel, long bytes) {
        PayloadWriter payload = ChannelMessage.begin(new PayloadWriter(), ChannelMessage.CREDIT, channel);
        payload.putLong(bytes);
        router.send(context, Protocol.CHANNEL, 0, 0, payload.frames());
    }

    /** Answers a sender that asks whether the channel is there: it is. */
    void confirm(Frame question) {
        router.post(question.source(), question.replyTo(), 0, 0, new PayloadWriter().frames());
    }

    String nameOf(int context) {
        return context == router.self ? agent.name : router.nameOf(context);
    }

    /** Contexts are gone. In order with the messages that came from them, so sent like one. Safe on reader threads. */
    public void postLost(Set<Integer> contexts, Loss loss) {
        PayloadWriter payload = new PayloadWriter();
        payload.putByte(ChannelMessage.LOST);
        loss.write(payload);
        for (int context : contexts) {
            payload.putInt(context);
        }
        router.post(router.self, Protocol.CHANNEL, 0, 0, payload.frames());
    }

    private void lost(PayloadReader payload) {
        Loss loss = Loss.read(payload);
        Set<Integer> contexts = new HashSet<>();
        while (payload.remaining() >= 4) {
            contexts.add(payload.getInt());
        }
        for (ChannelReceiver<?> receiver : receivers.values()) {
            receiver.lost(contexts, loss);
        }
        for (SendingSide side : sendingSides.values()) {
            if (contexts.contains(side.home)) {
                side.end(loss);
            }
        }
    }

    /** This context ends: nothing will come any more. */
    public void close() {
        for (ChannelReceiver<?> receiver : receivers.values()) {
            receiver.end(agent.name + " was closed", null);
        }
    }

    /** The exception for what a copy of the sender failed with. */
    MitogenException failure(int source, ValueReader from) {
        Object thrown;
        try {
            thrown = RareValues.nextThrowable(from);
        } catch (RuntimeException e) {
            thrown = "(it cannot be read: " + e.getMessage() + ")";
        }
        RemoteThrowable remote = thrown instanceof RemoteThrowable it
                ? it
                : new RemoteThrowable(new String[] {"java.lang.Throwable"}, String.valueOf(thrown), null);
        return new CallException(nameOf(source), remote);
    }

    /** Why a context that had a sender is gone: it may never have been reached. */
    MitogenException lost(int context, String name, Loss loss) {
        MitogenException failure = caller.failure(context);
        return failure instanceof ConnectFailedException ? failure : exception(context, name, loss);
    }

    /** What fails because a context is gone, or something there that is called so. */
    ContextLostException exception(int context, String name, Loss loss) {
        return new ContextLostException(loss.end(caller.context(context, router.nameOf(context)), name));
    }

    /** An exception of ours as it is, another one in one of ours. */
    static MitogenException asOurs(Throwable failure) {
        return failure instanceof MitogenException ours ? ours : new MitogenException(failure.toString(), failure);
    }

    /** A context above says that a task here, which it gave a copy of a sender, has failed. Tells the channel's receiver. */
    private void passOn(long channel, int source, PayloadReader returned) {
        if (agent.linkage(source).lambdas()) { // who may send tasks here
            PayloadWriter payload = ChannelMessage.begin(new PayloadWriter(), ChannelMessage.FAIL, channel);
            payload.putLong(returned.getLong());
            int home = returned.getInt();
            byte[] failure = returned.getBytes((int) returned.remaining());
            payload.putBytes(failure, 0, failure.length);
            router.post(home, Protocol.CHANNEL, 0, Protocol.BULK, payload.frames());
        }
    }
}
