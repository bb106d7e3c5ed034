package mitogen.classes;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.MitogenException;
import mitogen.agent.Agent;
import mitogen.answers.InterruptibleAnswer;
import mitogen.tree.DeadMessage;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * The runtimes that the parent has. One that it told of is asked for once; where there is none, the next who needs it
 * asks anew. Thread-safe.
 */
public final class RelayedRuntimes implements RuntimeSource {
    private final Agent agent;
    private final Map<String, RuntimeArchive> known = new ConcurrentHashMap<>();

    /** Those for the children of an agent. */
    public RelayedRuntimes(Agent agent) {
        this.agent = agent;
    }

    @Override
    public RuntimeArchive runtime(String platform) throws IOException {
        RuntimeArchive before = known.get(platform);
        if (before != null) {
            return before;
        }
        InterruptibleAnswer waiter = new InterruptibleAnswer(agent.router.parent.peer, "the parent");
        int handle = agent.router.ask(Protocol.RUNTIME, RuntimeRequest.question(platform), waiter, true);
        try {
            Frame answer = waiter.await();
            if (answer.is(Protocol.DEAD)) {
                throw new IOException(DeadMessage.read(answer).text());
            }
            RuntimeArchive archive = RuntimeArchive.read(answer, agent.router);
            known.put(platform, archive);
            return archive;
        } catch (MitogenException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            agent.router.forget(handle);
        }
    }

    @Override
    public void find(RuntimeRequest wanted) {
        Passing.ask(agent.router, Protocol.RUNTIME, RuntimeRequest.question(wanted.platform), wanted);
    }
}
