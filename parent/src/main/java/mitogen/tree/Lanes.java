package mitogen.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.route.Link;
import mitogen.route.Others;
import mitogen.route.Router;
import mitogen.wire.Frame;

/**
 * What waits to be written to one link and came over the links of children: a {@link Lane} for each of them. Lanes take
 * turns, a frame each, so that none is delayed by how much waits in another. Guarded by the lock of the link.
 */
public final class Lanes implements Others {
    final Router router;
    final Link to;

    private final Map<Link, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> turns = new ArrayDeque<>(); // those of which a frame may go now, the next one first
    private final List<Frame> refused = new ArrayList<>();
    private boolean closed;

    private Lanes(Router router, Link to) {
        this.router = router;
        this.to = to;
    }

    /** Has the frames of children wait in lanes of that link. */
    public static void lay(Router router, Link to) {
        synchronized (to) {
            if (to.others == null) {
                to.others = new Lanes(router, to);
            }
        }
    }

    public static Lanes of(Link to) {
        return (Lanes) to.others;
    }

    @Override
    public void add(Link from, Frame frame) {
        Lane lane = lanes.get(from);
        if (lane == null) {
            lane = new Lane(this, from);
            lanes.put(from, lane);
        }
        lane.add(frame);
        update(lane);
    }

    @Override
    public Frame next(boolean take) {
        Lane lane = take ? turns.poll() : turns.peek();
        if (lane == null) {
            return closed && take && !refused.isEmpty() ? refused.remove(0) : null;
        }
        Frame frame = lane.next(take);
        if (take) {
            lane.waits = false;
            update(lane);
        }
        return frame;
    }

    private void update(Lane lane) {
        if (!lane.waits && lane.next(false) != null) {
            lane.waits = true;
            turns.add(lane);
        }
        if (lane.isOver()) {
            lanes.remove(lane.from, lane);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Lane lane : new ArrayList<>(lanes.values())) {
            lane.open();
            update(lane);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Some of what was sent has arrived. */
    void arrived(Lane lane) {
        update(lane);
        to.notifyAll(); // the writer
    }

    /** Is not sent, and answered at the next beat. */
    void refuse(Frame frame) {
        refused.add(frame);
    }

    /** No more comes over that link. */
    public void lost(Link from) {
        synchronized (to) {
            Lane lane = lanes.get(from);
            if (lane != null) {
                lane.lost = true;
                update(lane);
            }
        }
    }

    /** Once each heartbeat: contexts that do not take what is sent to them must not hold up who sends it. */
    public void beat() {
        List<Frame> answered;
        synchronized (to) {
            for (Lane lane : new ArrayList<>(lanes.values())) {
                lane.beat();
                update(lane);
            }
            if (!turns.isEmpty()) {
                to.notifyAll();
            }
            answered = new ArrayList<>(refused);
            refused.clear();
        }
        for (Frame frame : answered) {
            frame.count(-1);
            Flow.refuse(router, frame);
        }
    }
}
