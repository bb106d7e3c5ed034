package mitogen.classes;

import java.util.function.Consumer;
import mitogen.agent.Agent;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * A part of a large resource, or of a runtime, that a child asked for. {@link mitogen.resources.ResourceStream} writes the
 * payload itself, as contexts fetch it that need nothing else of this room.
 */
public final class RangeRequest extends Request {
    /** The number that stands for the resource. */
    public final int number;

    /** Tells one reader from another. */
    public final long stream;

    /** Where the part begins. */
    public final long offset;

    /** How many bytes it has. */
    public final int length;

    private final Consumer<RangeRequest> begin;

    RangeRequest(Agent agent, PendingRequests pending, Link link, Frame request, Consumer<RangeRequest> begin) {
        super(agent, pending, link, request);
        this.begin = begin;
        PayloadReader payload = new PayloadReader(request);
        number = payload.getInt();
        stream = payload.getLong();
        offset = payload.getLong();
        length = payload.getInt();
    }

    /** The payload of the same question to the next context above. */
    Frame question() {
        PayloadWriter question = new PayloadWriter();
        question.putInt(number);
        question.putLong(stream);
        question.putLong(offset);
        question.putInt(length);
        return question.frames();
    }

    @Override
    public void begin() {
        begin.accept(this);
    }

    /** Sends it. */
    public void take(Frame payload) {
        answer(Protocol.BULK, payload);
    }
}
