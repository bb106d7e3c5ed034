package mitogen.parent;

import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/** A call of a service that waits for its reply, which has to be what the method returns. */
final class ServiceCall extends PendingCall<Object> {
    private final ServiceMethod method;

    ServiceCall(Parent parent, AgentContext home, ServiceMethod method, GivingWriter arguments) {
        super(parent, parent.timer(), home, parent.place(home.id()), null, arguments);
        this.method = method;
    }

    @Override
    int ask(Frame head) {
        return parent.agent().router.ask(Protocol.SERVICE, head, this, true);
    }

    @Override
    ValueReader open(Frame head) {
        return new ValueReader(head, method.ofResult(parent, parent.agent().linkage(head.source())));
    }

    @Override
    void check(Frame head, Object result) {
        method.checkResult(result, context());
    }

    /** To the same handle, behind the call: calls of services are sorted by a task thread, which CANCEL would overtake. */
    @Override
    void stop(int call, int flags) {
        PayloadWriter payload = new PayloadWriter();
        payload.putByte(Services.CANCEL);
        payload.putInt(call);
        parent.agent().router.send(context().id(), Protocol.SERVICE, 0, flags, payload.frames());
    }
}
