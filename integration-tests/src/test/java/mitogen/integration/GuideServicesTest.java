package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import mitogen.CallException;
import mitogen.Context;
import mitogen.RefusedException;
import mitogen.Service;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code in docs/how-to about services: what is between the two kinds of comments; see {@link GuideTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class GuideServicesTest {
    // guide
    interface Licences {
        String take(String product) throws NoneLeftException;

        void giveBack(String licence);

        CompletionStage<Integer> left(String product);
    }
    // end

    static final class NoneLeftException extends Exception {
        private static final long serialVersionUID = 1;

        NoneLeftException(String message) {
            super(message);
        }
    }

    /** Keeps them in the controller. */
    static final class Cabinet implements Licences {
        private final Queue<String> free = new ConcurrentLinkedQueue<>(List.of("editor-1", "editor-2"));

        @Override
        public String take(String product) throws NoneLeftException {
            String licence = free.poll();
            if (licence == null) {
                throw new NoneLeftException("all licences of the " + product + " are taken");
            }
            return licence;
        }

        @Override
        public void giveBack(String licence) {
            free.add(licence);
        }

        @Override
        public CompletionStage<Integer> left(String product) {
            return CompletableFuture.completedFuture(free.size());
        }
    }

    static String edit(String licence) {
        return "edited with " + licence;
    }

    @Test
    void aChildAsks() throws Exception {
        try (Mitogen mitogen = Mitogen.open()) {
            Context worker = mitogen.connect(local());

            // guide
            Service<Licences> service = mitogen.context().offer(Licences.class, Cabinet::new);
            service.grant(worker, "take", "giveBack");

            Licences licences = service.proxy();
            String result = worker.call(() -> {
                String licence = licences.take("editor");
                try {
                    return edit(licence);
                } finally {
                    licences.giveBack(licence);
                }
            });
            // end
            assertEquals("edited with editor-1", result);

            int left = licences.left("editor").toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertEquals(2, left);
            CallException refused = assertThrows(
                    CallException.class,
                    () -> worker.call(() -> {
                        licences.left("editor").toCompletableFuture().get();
                    }));
            assertTrue(refused.getMessage().contains("was not granted calls of 'left'"), refused.getMessage());
            assertThrows(NoneLeftException.class, () -> {
                while (true) {
                    licences.take("editor");
                }
            });
            service.close();
            assertThrows(RefusedException.class, () -> licences.giveBack("editor-1"));
        }
    }

    interface Store {
        void put(String key, String value);

        Map<String, String> all();
    }

    static final class Memory implements Store {
        private final Map<String, String> values = new ConcurrentHashMap<>();

        @Override
        public void put(String key, String value) {
            values.put(key, value);
        }

        @Override
        public Map<String, String> all() {
            return values;
        }
    }

    @Test
    void siblingsShare() {
        try (Mitogen mitogen = Mitogen.open()) {
            Context database = mitogen.connect(local());
            Context web = mitogen.connect(local());

            // guide
            Store store = database.call(() -> {
                Service<Store> service = Context.current().offer(Store.class, Memory::new);
                return service.grant(web, "put").proxy();
            });
            web.call(() -> store.put("visits", "1"));
            Map<String, String> all = store.all();
            // end

            assertEquals(Map.of("visits", "1"), all);
        }
    }
}
