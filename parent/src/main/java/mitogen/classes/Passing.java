package mitogen.classes;

import mitogen.route.Reply;
import mitogen.route.Router;
import mitogen.wire.Frame;

/** The parent's answer to a question that a child asked, which goes on to that child as it is. */
final class Passing implements Reply {
    private final int parent;
    private final Request asked;

    private Passing(int parent, Request asked) {
        this.parent = parent;
        this.asked = asked;
    }

    /** Asks the parent what a child asked. Safe on a reader thread. */
    static void ask(Router router, int handle, Frame question, Request asked) {
        router.ask(handle, question, new Passing(router.parent.peer, asked), false);
    }

    @Override
    public int destination() {
        return parent;
    }

    @Override
    public void arrived(Frame head) {
        asked.passOn(head);
    }
}
