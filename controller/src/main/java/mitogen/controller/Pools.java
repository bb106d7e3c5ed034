package mitogen.controller;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The controller's own threads, for what must not wait on others'. */
final class Pools {
    private static final int IDLE_SECONDS = 10;

    private Pools() {}

    /** A pool of so many daemon threads of that name, which end when they have had nothing to do for a while. */
    static ThreadPoolExecutor of(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
