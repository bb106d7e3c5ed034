package mitogen.integration;

import java.net.URL;
import java.util.concurrent.CountDownLatch;

/** A class path where nothing is found below {@code slow/}, and not before {@link #release}. */
final class SlowLoader extends ClassLoader {
    private final CountDownLatch released = new CountDownLatch(1);

    SlowLoader() {
        super(SlowLoader.class.getClassLoader());
    }

    void release() {
        released.countDown();
    }

    @Override
    public URL getResource(String name) {
        if (name.startsWith("slow/")) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return super.getResource(name);
    }
}
