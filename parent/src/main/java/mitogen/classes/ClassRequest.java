package mitogen.classes;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import mitogen.agent.Agent;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * A class or a resource that a child asked for, for itself or for a context below it. The payload is the name; a relay
 * adds an {@code int}, the context that needs it, and a byte, the Java there. A context without children writes the name
 * itself, in {@link mitogen.load.RemoteClassLoader}, which is packed.
 */
public final class ClassRequest extends Request {
    /** Whether it is a resource. */
    public final boolean resource;

    /** Its name; that of a resource begins with a slash, as it does in a batch. */
    public final String name;

    /** Where it is needed. */
    public final int context;

    /** The Java there. */
    public final int java;

    private final Ledgers ledgers;
    private final ClassObserver observer;
    private final Consumer<ClassRequest> begin;

    ClassRequest(
            Agent agent,
            PendingRequests pending,
            Link link,
            Frame request,
            Ledgers ledgers,
            ClassObserver observer,
            Consumer<ClassRequest> begin) {
        super(agent, pending, link, request);
        this.ledgers = ledgers;
        this.observer = observer;
        this.begin = begin;
        PayloadReader payload = new PayloadReader(request);
        resource = request.handle() == Protocol.RESOURCE;
        name = (resource ? "/" : "") + payload.getString();
        boolean forOther = payload.remaining() > 0;
        context = forOther ? payload.getInt() : link.peer;
        java = forOther ? payload.getByte() : ledgers.java(context);
    }

    /** The payload of the same question to the next context above. */
    Frame question() {
        PayloadWriter question = new PayloadWriter();
        question.putString(resource ? name.substring(1) : name);
        question.putInt(context);
        question.putByte(java);
        return question.frames();
    }

    @Override
    public int size() {
        return super.size() + 2 * name.length();
    }

    @Override
    public void begin() {
        begin.accept(this);
    }

    /** Sends batches, as far as they were not sent there, and then that this was the answer. */
    public void take(Collection<Integer> numbers) {
        Ledger ledger = ledgers.of(context);
        synchronized (ledger) {
            observer.missed(context, ledger.latest(), name, ledgers.send(link, context, numbers));
        }
        answer(0, new PayloadWriter().frames());
    }

    /** Sends what is not to be kept on the way: it is too large, or of no use to others. */
    public void takeOnce(Batch batch) {
        observer.missed(context, ledgers.of(context).latest(), name, List.of());
        ledgers.sendOnce(context, batch);
        answer(Protocol.BULK, new PayloadWriter().frames());
    }

    /** Forgets that a batch was sent; it will never be sent again. */
    public void forget(int number) {
        ledgers.forget(link, context, number);
    }
}
