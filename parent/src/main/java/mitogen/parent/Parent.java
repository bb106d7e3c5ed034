package mitogen.parent;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.Action;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.agent.ParentRole;
import mitogen.connect.CommandMethod;
import mitogen.route.Answer;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueWriter;

/** The {@link ParentRole} of one agent: addresses other contexts, and has children. */
public final class Parent implements ParentRole {
    /** How many context ids are fetched from the controller at a time. */
    private static final int ID_BLOCK = 256;

    private final Agent agent;
    private final Children children;
    private final Map<Integer, Place> places = new ConcurrentHashMap<>();
    private int nextId = 1; // guarded by this, as is the next
    private int endId = 1;

    /** Made once for each agent, by the agent. */
    public Parent(Agent agent) {
        this.agent = agent;
        children = new Children(agent);
        if (agent.router.parent() != null) {
            agent.router.handle(Protocol.GET_CLASS, new ClassRelay(agent));
        } else {
            endId = Integer.MAX_VALUE;
            agent.router.handle(Protocol.ALLOCATE, (link, head) -> allocateBlock(head));
        }
    }

    @Override
    public Context connect(Context from, ConnectionMethod method) {
        Objects.requireNonNull(method, "connect needs a connection method, and got null");
        int id = allocateId(1);
        ValueWriter order = new TaskWriter("the connection method " + method.label());
        order.putInt(id);
        String name = from.id() == 0 ? method.label() : from.name() + "/" + method.label();
        order.putString(name);
        order.put(method);
        Frame head = order.frames();
        if (head.next != null) {
            throw new ValueException(
                    "the connection method " + method.label() + " takes more than " + Protocol.MAX_PAYLOAD + " bytes");
        }
        Context context = agent.context(id, name);
        Place place = new Place(agent, context, from, places.get(from.id()));
        places.put(id, place);
        agent.router.ask(Protocol.CONNECT, head, place);
        return context;
    }

    @Override
    public void await(Context context) {
        Place place = places.get(context.id());
        if (place != null) {
            place.await();
        }
    }

    @Override
    public <T> Call<T> submit(Context context, Object work) {
        return new PendingCall<T>(agent, context, places.get(context.id())).start(encode(work));
    }

    @Override
    public void execute(Context context, Action action) {
        agent.router.send(context.id(), Protocol.CALL, 0, 0, encode(action));
    }

    private static Frame encode(Object work) {
        Objects.requireNonNull(work, "a call needs a task, and got null");
        ValueWriter payload = new TaskWriter("the task");
        payload.put(work);
        return payload.frames();
    }

    @Override
    public Duration ping(Context context) {
        long start = System.nanoTime();
        Frame reply = ask(context.id(), Protocol.PING, 0);
        long time = System.nanoTime() - start;
        if (reply.is(Protocol.DEAD)) {
            Place place = places.get(context.id());
            MitogenException failed = place == null ? null : place.failure();
            throw failed != null ? failed : Place.deadException(context, reply);
        }
        return Duration.ofNanos(time);
    }

    @Override
    public void close(Context context) {
        Place place = places.get(context.id());
        if (place == null) {
            throw new IllegalStateException(
                    context + " was not connected from here; only the context that connected it can close it");
        }
        ask(place.via.id(), Protocol.CLOSE, context.id()); // a dead answer says that it is gone already
    }

    private Frame ask(int destination, int handle, int argument) {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(argument);
        Answer answer = new Answer(destination);
        agent.router.ask(handle, payload.frames(), answer);
        return answer.await();
    }

    @Override
    public void launch(Frame order, Link link, ConnectionMethod method) {
        if (!(method instanceof CommandMethod command)) {
            throw new IllegalArgumentException(
                    "the connection method " + method.getClass().getName() + " is of no kind that is known here");
        }
        children.launch(order, link, command);
    }

    @Override
    public void closeChild(int child) {
        children.close(child);
    }

    @Override
    public void closeChildren() {
        children.close();
    }

    @Override
    public void lost(int[] contexts, String reason, int exitStatus) {
        for (int id : contexts) {
            Place place = places.get(id);
            if (place != null) {
                place.lost(reason, exitStatus);
            }
        }
    }

    @Override
    public boolean owns(long pid) {
        return children.owns(pid);
    }

    /** So many new numbers, the first of which is returned. The controller has them all, others fetch blocks there. */
    private synchronized int allocateId(int count) {
        if (endId - nextId < count) {
            Answer answer = new Answer(0);
            agent.router.ask(Protocol.ALLOCATE, new PayloadWriter().frames(), answer);
            Frame block = answer.await();
            if (block.is(Protocol.DEAD)) {
                throw Place.deadException(agent.context(), block);
            }
            nextId = new PayloadReader(block).getInt();
            endId = nextId + ID_BLOCK;
        }
        int first = nextId;
        nextId += count;
        return first;
    }

    private void allocateBlock(Frame request) {
        PayloadWriter block = new PayloadWriter();
        block.putInt(allocateId(ID_BLOCK));
        agent.router.post(request.source(), request.replyTo(), 0, 0, block.frames());
    }

    /** The words for a child in errors: {@code ssh:web1 from the controller}. */
    static String describe(Agent agent, Link link) {
        return link.name + " from " + (agent.config.route.isEmpty() ? "the controller" : agent.config.route);
    }
}
