package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mitogen.CallException;
import mitogen.Context;
import mitogen.RefusedException;
import mitogen.Service;
import mitogen.Task.Action;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.integration.Warehouse.Shelves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be offered, who reaches it in which tree, and what becomes of it at the end. */
final class ServiceRulesTest extends ControllerFixture {
    interface Listed extends Iterable<String> {}

    sealed interface Closed permits Only {}

    record Only() implements Closed {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                String.class,
                Only.class,
                Override.class,
                Supplier.class,
                List.class,
                Listed.class,
                Closed.class,
                int.class,
                Warehouse[].class
            })
    void whatCannotBeOffered(Class<?> type) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> mitogen.context().offer(type, () -> null));
        assertTrue(refused.getMessage().startsWith(type.getName() + " cannot be offered: "), refused.getMessage());
        assertTrue(refused.getMessage().contains("offer an"), refused.getMessage());
    }

    private static final class WithoutWarehouse extends ClassLoader {
        WithoutWarehouse() {
            super(ServiceRulesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Warehouse.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void anInterfaceThatTheClassLoaderDoesNotGive() {
        mitogen.close();
        mitogen = Mitogen.open(Options.defaults().withClassLoader(new WithoutWarehouse()));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> mitogen.context().offer(Warehouse.class, Shelves::new));
        assertTrue(refused.getMessage().contains("Options.withClassLoader"), refused.getMessage());
        assertThrows(NullPointerException.class, () -> mitogen.context().offer(Warehouse.class, null));
        assertThrows(NullPointerException.class, () -> mitogen.context().offer(null, Shelves::new));
    }

    @Test
    void aGrantNamesMethodsThatThereAre() {
        Service<Warehouse> service = mitogen.context().offer(Warehouse.class, Shelves::new);
        Context child = mitogen.connect(inProcess());
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> service.grant(child, "find", "lose"));
        assertTrue(
                wrong.getMessage().contains("has no method 'lose'; it has [all, count, described, "),
                wrong.getMessage());
    }

    @Test
    void acrossAUnidirectionalTreeThereIsNoWayButUpThereIs() {
        mitogen.close();
        mitogen = Mitogen.open(Options.defaults().withUnidirectional(true));
        Context one = mitogen.connect(inProcess()).connect(inProcess());
        Context other = mitogen.connect(inProcess());
        Warehouse beside = one.call(() -> {
            Shelves.service = Context.current().offer(Warehouse.class, Shelves::new);
            return Shelves.service.grant(other).proxy();
        });
        CallException refused = assertThrows(CallException.class, () -> other.call(() -> beside.place()));
        assertTrue(refused.is(RefusedException.class) && refused.getMessage().contains("unidirectional"));
        Warehouse above = mitogen.context()
                .offer(Warehouse.class, Shelves::new)
                .grant(one)
                .proxy();
        assertEquals("controller", one.call(() -> above.place()));
    }

    /** Nobody below a context that was granted calls has them too, nor anybody above it. */
    @Test
    void aGrantIsForOneContext() {
        Context granted = mitogen.connect(inProcess()).connect(inProcess());
        Context below = granted.connect(inProcess());
        Context provider = mitogen.connect(inProcess());
        Warehouse warehouse = provider.call(() -> {
            Shelves.service = Context.current().offer(Warehouse.class, Shelves::new);
            return Shelves.service.grant(granted).proxy();
        });
        assertEquals("in-process", granted.call(() -> warehouse.place()));
        CallException refused = assertThrows(CallException.class, () -> below.call(() -> warehouse.place()));
        assertTrue(refused.getMessage().contains("it offers nothing under this key to "), refused.getMessage());
    }

    @Test
    void aThousandCallsAtOnceOfOneAbove() throws Exception {
        Warehouse warehouse = mitogen.connect(local())
                .call(() ->
                        Context.current().offer(Warehouse.class, Shelves::new).proxy());
        List<CompletableFuture<Long>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(warehouse.pid().toCompletableFuture());
        }
        long pid = calls.get(0).get(20, TimeUnit.SECONDS);
        for (CompletableFuture<Long> call : calls) {
            assertEquals(pid, call.get(20, TimeUnit.SECONDS));
        }
    }

    interface Progress {
        void at(int percent);
    }

    interface Job {
        CompletionStage<String> run(Progress progress);
    }

    record Reporting(Job job) implements Action {
        @Override
        public void run() throws Exception {
            List<Integer> seen = new ArrayList<>();
            try (Service<Progress> service = Context.current().offer(Progress.class, () -> seen::add)) {
                job.run(service.proxy()).toCompletableFuture().get();
            }
            if (!seen.equals(List.of(0, 50, 100))) {
                throw new IllegalStateException("progress was " + seen);
            }
        }
    }

    /** A child asks its parent, and hands it what to report to: the parent is above, so it needs no grant. */
    @Test
    void aProxyIsAnArgument() {
        Job implementation = progress -> {
            for (int percent = 0; percent <= 100; percent += 50) {
                progress.at(percent);
            }
            return CompletableFuture.completedFuture("done");
        };
        Service<Job> service = mitogen.context().offer(Job.class, () -> implementation);
        Context child = mitogen.connect(local());
        service.grant(child, "run");
        child.call(new Reporting(service.proxy()));
    }

    @Test
    void aServiceIsCalledInItsOwnContextToo() throws Exception {
        Warehouse warehouse =
                mitogen.context().offer(Warehouse.class, Shelves::new).proxy();
        assertEquals(1, warehouse.store(Warehouse.item("pen")));
        assertEquals(Warehouse.item("pen"), warehouse.find("pen"));
    }

    @Test
    void closingTheControllerFailsItsOwnCalls() throws Exception {
        Warehouse warehouse =
                mitogen.context().offer(Warehouse.class, Shelves::new).proxy();
        int before = Shelves.SLEEPING.get();
        int woken = Shelves.WOKEN.get();
        FutureTask<Void> call = new FutureTask<>(() -> {
            warehouse.sleep();
            return null;
        });
        Thread thread = new Thread(call);
        thread.start();
        Await.until("it sleeps", () -> Shelves.SLEEPING.get() > before);
        mitogen.close();
        ExecutionException failed = assertThrows(ExecutionException.class, () -> call.get(5, TimeUnit.SECONDS));
        assertEquals(
                "controller refused: the service Warehouse of controller was closed",
                failed.getCause().getMessage());
        assertEquals(woken + 1, Shelves.WOKEN.get());
        IllegalStateException late = assertThrows(
                IllegalStateException.class, () -> mitogen.context().offer(Warehouse.class, Shelves::new));
        assertEquals("controller is closed", late.getMessage());
    }
}
