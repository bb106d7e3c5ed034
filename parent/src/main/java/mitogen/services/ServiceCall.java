package mitogen.services;

import mitogen.calls.AgentContext;
import mitogen.calls.Caller;
import mitogen.calls.GivingWriter;
import mitogen.calls.PendingCall;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/** A call of a service that waits for its reply, which has to be what the method returns. */
final class ServiceCall extends PendingCall<Object> {
    /** First byte of a message: a call follows. */
    static final int CALL = 0;

    /** First byte of a message: the handle of a call that nobody waits for any more follows. */
    static final int CANCEL = 1;

    private final ServiceMethod method;

    ServiceCall(Caller caller, AgentContext home, ServiceMethod method, GivingWriter arguments) {
        super(caller, home, null, arguments);
        this.method = method;
    }

    @Override
    protected int ask(Frame head) {
        return caller.agent.router.ask(Protocol.SERVICE, head, this, true);
    }

    @Override
    protected ValueReader open(Frame head) {
        return new ValueReader(head, method.ofResult(caller, caller.agent.linkage(head.source())));
    }

    @Override
    protected void check(Frame head, Object result) {
        method.checkResult(result, context());
    }

    /** To the same handle, behind the call: calls of services are sorted by a task thread, which CANCEL would overtake. */
    @Override
    protected void stop(int call, int flags) {
        PayloadWriter payload = new PayloadWriter();
        payload.putByte(CANCEL);
        payload.putInt(call);
        caller.agent.router.send(context().id(), Protocol.SERVICE, 0, flags, payload.frames());
    }
}
