package mitogen.classes;

import java.util.function.Consumer;
import mitogen.agent.Agent;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;

/** A Java runtime that a child asked for, for a context that it starts. The payload is the platform. */
public final class RuntimeRequest extends Request {
    /** What the runtime is to run on, see {@link RuntimeSource#runtime}. */
    public final String platform;

    private final Consumer<RuntimeRequest> begin;

    RuntimeRequest(Agent agent, PendingRequests pending, Link link, Frame request, Consumer<RuntimeRequest> begin) {
        super(agent, pending, link, request);
        this.begin = begin;
        platform = new PayloadReader(request).getString();
    }

    /** The payload of such a question. */
    static Frame question(String platform) {
        PayloadWriter question = new PayloadWriter();
        question.putString(platform);
        return question.frames();
    }

    @Override
    public int size() {
        return super.size() + 2 * platform.length();
    }

    @Override
    public void begin() {
        begin.accept(this);
    }

    /**
     * Tells of the runtime that there is.
     *
     * @param number by which its content is asked for, in ranges
     */
    public void take(RuntimeArchive archive, int number) {
        answer(0, archive.payload(number));
    }
}
