package mitogen.internal;

/** A listener that never waits for anything, so that a thread that reads from a link may call it. */
public interface NonBlocking extends Runnable {}
