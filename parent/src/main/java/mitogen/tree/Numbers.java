package mitogen.tree;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.agent.Agent;
import mitogen.answers.InterruptibleAnswer;
import mitogen.route.Link;
import mitogen.route.Reply;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * The numbers of contexts. The controller has all of them, and gives them out in blocks, from parent to child. No number is
 * used twice. Thread-safe; requests of children come on their reader threads, and are not waited for there.
 */
final class Numbers {
    private final Agent agent;
    private final Router router;
    private final RouteTable table;
    private final Map<Integer, Link> blocks = new ConcurrentHashMap<>(); // by first number: behind which link it is
    private final Map<Link, AtomicInteger> asked = new ConcurrentHashMap<>(); // blocks that a child has, or asked for
    private final AtomicInteger nextBlock = new AtomicInteger(Protocol.BLOCK); // of the controller
    private int nextId; // guarded by this, as is the next
    private int endId;

    Numbers(Agent agent, RouteTable table) {
        this.agent = agent;
        this.table = table;
        router = agent.router;
        if (router.parent == null) {
            nextId = 1;
            endId = Protocol.BLOCK;
        }
        router.handle(Protocol.ALLOCATE, this::allocate);
    }

    /** The block that a number is of, by its first number. */
    static int block(int context) {
        return context - Math.floorMod(context, Protocol.BLOCK);
    }

    /** The child that was given a block; null if it is of none. */
    Link owner(int block) {
        return blocks.get(block);
    }

    /** A child has ended. Gives its blocks, whose numbers are never used again. */
    Set<Integer> lost(Link link) {
        asked.remove(link);
        Set<Integer> lost = new HashSet<>();
        blocks.forEach((block, owner) -> {
            if (owner == link) {
                blocks.remove(block);
                lost.add(block);
            }
        });
        return lost;
    }

    /** A new context number. Waits for the parent where this context has no block left. */
    int newId() {
        while (true) {
            synchronized (this) {
                if (nextId < endId) {
                    return nextId++;
                }
            }
            int first = newBlock();
            synchronized (this) {
                if (nextId >= endId) {
                    nextId = first;
                    endId = first + Protocol.BLOCK;
                }
            }
        }
    }

    private int newBlock() {
        if (router.parent == null) {
            return nextBlock.getAndAdd(Protocol.BLOCK);
        }
        InterruptibleAnswer answer = new InterruptibleAnswer(router.parent.peer, "the parent of " + agent.name);
        router.ask(Protocol.ALLOCATE, new PayloadWriter().frames(), answer, true);
        Frame block = answer.await();
        if (block.is(Protocol.DEAD)) {
            throw DeadMessage.exception(router, agent.name, block);
        }
        return new PayloadReader(block).getInt();
    }

    /** A child asks for a block of numbers. The controller has them; any other context asks its own parent. */
    private void allocate(Link link, Frame request) {
        if (!table.fromChild(link, request)) {
            return;
        }
        AtomicInteger count = asked.computeIfAbsent(link, unused -> new AtomicInteger());
        if (count.get() >= Quotas.BLOCKS) {
            String reason = link.name + " has had numbers for " + Quotas.BLOCKS * Protocol.BLOCK + " contexts";
            router.dead(request, Protocol.REFUSED, reason, -1);
            return;
        }
        count.incrementAndGet();
        if (router.parent == null) {
            give(link, request.source(), request.replyTo(), newBlock());
        } else {
            router.ask(Protocol.ALLOCATE, new PayloadWriter().frames(), new BlockReply(link, request), false);
        }
    }

    private void give(Link link, int child, int replyTo, int first) {
        blocks.put(first, link);
        PayloadWriter block = new PayloadWriter();
        block.putInt(first);
        router.post(child, replyTo, 0, 0, block.frames());
    }

    /** A block on its way from this context's parent to its child. */
    private final class BlockReply implements Reply {
        private final Link link;
        private final int child;
        private final int replyTo;

        BlockReply(Link link, Frame request) {
            this.link = link;
            child = request.source();
            replyTo = request.replyTo();
        }

        @Override
        public int destination() {
            return router.parent.peer;
        }

        @Override
        public void arrived(Frame head) {
            if (head.is(Protocol.DEAD)) {
                Frame dead = Router.deadPayload(Protocol.REFUSED, "there are no context numbers to be had", -1);
                router.post(child, replyTo, 0, Protocol.DEAD, dead);
            } else {
                give(link, child, replyTo, new PayloadReader(head).getInt());
            }
        }
    }
}
