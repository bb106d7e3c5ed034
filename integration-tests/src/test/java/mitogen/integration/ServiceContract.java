package mitogen.integration;

import static mitogen.integration.Warehouse.item;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mitogen.Call;
import mitogen.CallException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.RefusedException;
import mitogen.RemoteThrowable;
import mitogen.Service;
import mitogen.ValueException;
import mitogen.integration.Warehouse.NoSuchItemException;
import mitogen.integration.Warehouse.OddException;
import mitogen.integration.Warehouse.Shelves;
import org.junit.jupiter.api.Test;

/** What a service can do, wherever it is offered and wherever it is called from. */
abstract class ServiceContract extends ChannelEndContract {
    @Override
    void forget() {
        super.forget();
        context.call(Shelves::forget);
    }

    /** A warehouse in the context. */
    private Warehouse offered() {
        return context.call(() -> {
            Shelves.service = Context.current().offer(Warehouse.class, Shelves::new);
            return Shelves.service.proxy();
        });
    }

    /** The warehouse's own context lets another one call it. */
    private void grant(Context caller) {
        context.call(() -> {
            Shelves.service.grant(caller);
        });
    }

    private int there(mitogen.Task<Integer> number) {
        return context.call(number);
    }

    @Test
    void aProxyIsCalledLikeTheInterface() throws Exception {
        Warehouse warehouse = offered();
        assertEquals(2, warehouse.store(List.of(item("pen"), item("ink"))));
        assertEquals(3, warehouse.store(item("nib")));
        assertEquals(item("pen"), warehouse.find("pen"));
        assertEquals(1, warehouse.count(item("ink")));
        assertEquals(context.name(), warehouse.place());
        assertEquals(3, warehouse.all().get(20, TimeUnit.SECONDS).size());
        assertEquals(
                context.call(() -> ProcessHandle.current().pid()),
                warehouse.pid().await());
        assertEquals(context, warehouse.pid().context());
    }

    @Test
    void defaultMethodsRunWhereTheServiceIs() {
        String described = offered().described("pen");
        assertTrue(described.startsWith("pen on mitogen-service-Warehouse-"), described);
    }

    @Test
    void proxiesAreEqualIfTheyLeadToTheSame() {
        Warehouse warehouse = offered();
        Warehouse again = context.call(() -> warehouse);
        assertEquals(warehouse, again);
        assertEquals(warehouse.hashCode(), again.hashCode());
        assertNotEquals(warehouse, offered());
        assertFalse(warehouse.equals(null));
        assertEquals("the service Warehouse of " + context.name(), warehouse.toString());
    }

    @Test
    void racingFirstCallsStartItOnce() throws Exception {
        Warehouse warehouse = offered();
        assertEquals(0, there(() -> Shelves.STARTS.get()));
        List<Call<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            calls.add(mitogen.context().submit(() -> warehouse.store(item("item " + number))));
        }
        for (Call<Integer> call : calls) {
            call.get(20, TimeUnit.SECONDS);
        }
        assertEquals(21, warehouse.store(item("one more")));
        assertEquals(1, there(() -> Shelves.STARTS.get()));
        String on = context.call(() -> Shelves.STARTED_ON.get());
        assertTrue(on.startsWith("mitogen-service-Warehouse-") && on.endsWith(" of " + context.name()), on);
    }

    @Test
    void aStartThatThrowsFailsThoseThatWaitAndIsTriedAgain() {
        Warehouse warehouse = context.call(() ->
                Context.current().offer(Warehouse.class, Shelves::reluctant).proxy());
        CallException failed = assertThrows(CallException.class, warehouse::place);
        assertTrue(failed.is(IllegalStateException.class), failed.toString());
        assertTrue(failed.getMessage().contains("could not be started: "), failed.getMessage());
        assertTrue(failed.getMessage().contains("the roof leaks"), failed.getMessage());
        assertEquals(context.name(), warehouse.place());
    }

    @Test
    void aStartThatGivesNothingFails() {
        Warehouse warehouse = context.call(
                () -> Context.current().offer(Warehouse.class, () -> null).proxy());
        CallException failed = assertThrows(CallException.class, warehouse::place);
        assertTrue(failed.getMessage().endsWith(" was started as null"), failed.getMessage());
    }

    @Test
    void manyStagesWaitOnNoThread() throws Exception {
        Warehouse warehouse = offered();
        List<CompletableFuture<Warehouse.Item>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) { // more than there are threads
            calls.add(warehouse.findLater("pen").toCompletableFuture());
        }
        Await.until("all run", () -> there(() -> Shelves.PENDING.get()) == 40);
        assertEquals(context.name(), warehouse.place());
        assertTrue(calls.stream().noneMatch(CompletableFuture::isDone));
        context.call(() -> Shelves.later.complete(item("pen")));
        for (CompletableFuture<Warehouse.Item> call : calls) {
            assertEquals(item("pen"), call.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aStageThatFailsFailsTheCall() {
        Warehouse warehouse = offered();
        CompletableFuture<Void> call = warehouse.never();
        context.call(() -> Shelves.never.completeExceptionally(new NoSuchItemException("none")));
        ExecutionException failed = assertThrows(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
        assertTrue(((CallException) failed.getCause()).is(NoSuchItemException.class), failed.toString());
    }

    @Test
    void cancellingCancelsTheStage() throws Exception {
        Warehouse warehouse = offered();
        CompletableFuture<Void> call = warehouse.never();
        Await.until("it runs", () -> there(() -> Shelves.PENDING.get()) == 1);
        call.cancel(true);
        Await.until("the stage is cancelled", () -> context.call(() -> Shelves.never.isCancelled()));
        for (int i = 0; i < 20; i++) { // at once, so that it comes before the method was called, or during, or after
            context.call(() -> {
                Shelves.never = new CompletableFuture<>();
            });
            int before = there(() -> Shelves.PENDING.get());
            warehouse.never().cancel(true);
            warehouse.place();
            Await.until(
                    "it never ran, or is cancelled",
                    () -> context.call(() -> Shelves.PENDING.get() == before || Shelves.never.isCancelled()));
        }
    }

    @Test
    void anInterruptOfTheCallerIsOneOfTheMethod() throws Exception {
        Warehouse warehouse = offered();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                warehouse.sleep();
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        thread.start();
        Await.until("it sleeps", () -> there(() -> Shelves.SLEEPING.get()) == 1);
        thread.interrupt();
        thread.join();
        assertEquals(InterruptedException.class, thrown.get().getClass());
        Await.until("it woke", () -> there(() -> Shelves.WOKEN.get()) == 1);
    }

    @Test
    void anInterruptOfATaskReachesTheServiceThatItCalls() throws Exception {
        Warehouse warehouse = offered();
        Context caller = context.connect(inProcess());
        grant(caller);
        Call<Void> call = caller.submit(() -> warehouse.sleep());
        Await.until("it sleeps", () -> there(() -> Shelves.SLEEPING.get()) == 1);
        call.cancel(true);
        Await.until("it woke", () -> there(() -> Shelves.WOKEN.get()) == 1);
    }

    @Test
    void exceptionsThatAreDeclaredAreThrown() {
        Warehouse warehouse = offered();
        NoSuchItemException none = assertThrows(NoSuchItemException.class, () -> warehouse.find("gold"));
        assertEquals("there is no gold", none.getMessage());
        RemoteThrowable cause = (RemoteThrowable) none.getCause();
        assertEquals("find", cause.getStackTrace()[0].getMethodName());
        CallException odd = assertThrows(CallException.class, warehouse::fail); // there is no way to make another one
        assertTrue(odd.is(OddException.class));
        CallException undeclared =
                assertThrows(CallException.class, () -> warehouse.store((List<Warehouse.Item>) null));
        assertTrue(undeclared.is(NullPointerException.class));
    }

    @Test
    void whatDoesNotTravelIsSaidToBeWrong() {
        Warehouse warehouse = offered();
        ValueException result = assertThrows(ValueException.class, warehouse::nothingThatTravels);
        assertTrue(result.getMessage().contains("java.lang.Thread"), result.getMessage());
        Object thread = Thread.currentThread();
        @SuppressWarnings("unchecked")
        Map<String, Warehouse.Label> labels = (Map<String, Warehouse.Label>) (Object) Map.of("thread", thread);
        ValueException argument = assertThrows(
                ValueException.class, () -> warehouse.store(new Warehouse.Item("odd", Warehouse.Size.SMALL, labels)));
        assertTrue(argument.getMessage().contains("component 'labels' of the record "), argument.getMessage());
    }

    @Test
    void aContextBelowCallsWhatItWasGranted() throws Exception {
        try (Service<Warehouse> service = mitogen.context().offer(Warehouse.class, Shelves::new)) {
            Warehouse warehouse = service.proxy();
            service.grant(context, "find", "store");
            assertEquals(1, context.call(() -> warehouse.store(item("pen"))));
            assertEquals(item("pen"), context.call(() -> warehouse.find("pen")));
            assertEquals("there is no ink", context.call(() -> {
                try {
                    return warehouse.find("ink").name();
                } catch (NoSuchItemException e) {
                    return e.getMessage();
                }
            }));
            CallException refused = assertThrows(CallException.class, () -> context.call(() -> warehouse.place()));
            assertTrue(refused.is(RefusedException.class), refused.toString());
            assertTrue(refused.getMessage().contains("was not granted calls of 'place'"), refused.getMessage());
            service.grant(context);
            assertEquals("controller", context.call(() -> warehouse.place()));
        }
    }

    @Test
    void aProxyIsHandedFromTaskToTask() {
        Warehouse warehouse = offered();
        Context other = mitogen.connect(inProcess());
        warehouse.store(item("pen"));
        CallException refused = assertThrows(CallException.class, () -> other.call(() -> warehouse.place()));
        assertTrue(refused.is(RefusedException.class), refused.toString());
        grant(other);
        // From the task that has it to one in a third place, which gives it to one in the fourth.
        Warehouse handed = context.call(() -> warehouse);
        assertEquals(item("pen"), other.call(() -> handed.find("pen")));
        assertEquals(2, other.call(() -> handed.store(item("ink"))));
        assertEquals(handed, other.call(() -> handed));
    }

    @Test
    void closingFailsWhatIsUnderWayAndWhatComes() throws Exception {
        Service<Warehouse> service = mitogen.context().offer(Warehouse.class, Shelves::new);
        service.grant(context);
        Warehouse warehouse = service.proxy();
        Shelves.never = new CompletableFuture<>();
        int before = Shelves.WOKEN.get();
        int sleeping = Shelves.SLEEPING.get();
        Call<Void> call = context.submit(() -> warehouse.sleep());
        Await.until("it sleeps", () -> Shelves.SLEEPING.get() > sleeping);
        CompletableFuture<Void> stage = warehouse.never();
        service.close();
        service.close();
        CallException failed = assertThrows(CallException.class, call::await);
        assertTrue(failed.getMessage().contains("the service Warehouse of controller was closed"), failed.getMessage());
        assertThrows(ExecutionException.class, () -> stage.get(20, TimeUnit.SECONDS));
        Await.until("it woke", () -> Shelves.WOKEN.get() > before);
        CallException late = assertThrows(CallException.class, () -> context.call(() -> warehouse.place()));
        assertTrue(late.getMessage().contains("the service Warehouse of controller was closed"), late.getMessage());
        assertThrows(RefusedException.class, warehouse::place);
    }

    @Test
    @Alone
    void theEndOfTheProviderFailsTheCall() throws Exception {
        Warehouse warehouse = offered();
        CompletableFuture<Void> call = warehouse.never();
        Await.until("it runs", () -> there(() -> Shelves.PENDING.get()) == 1);
        context.close();
        ExecutionException lost = assertThrows(ExecutionException.class, () -> call.get(2, TimeUnit.SECONDS));
        assertEquals(ContextLostException.class, lost.getCause().getClass());
        assertThrows(ContextLostException.class, warehouse::place);
    }

    @Test
    @Alone
    void theEndOfTheCallerEndsItsCalls() throws Exception {
        Warehouse warehouse = offered();
        Context caller = mitogen.connect(inProcess()); // neither above nor below
        grant(caller);
        caller.execute(() -> warehouse.sleep());
        Await.until("it sleeps", () -> there(() -> Shelves.SLEEPING.get()) == 1);
        caller.close();
        Await.until("it woke", Duration.ofSeconds(4), () -> there(() -> Shelves.WOKEN.get()) == 1);

        int before = Shelves.WOKEN.get();
        int sleeping = Shelves.SLEEPING.get();
        Service<Warehouse> service = mitogen.context().offer(Warehouse.class, Shelves::new);
        service.grant(context);
        Warehouse above = service.proxy();
        context.execute(() -> above.sleep());
        Await.until("it sleeps", () -> Shelves.SLEEPING.get() > sleeping);
        context.close();
        Await.until("it woke", Duration.ofSeconds(4), () -> Shelves.WOKEN.get() > before);
    }

    @Test
    void itIsOfferedWhereItRuns() {
        Context elsewhere = context;
        IllegalStateException wrong =
                assertThrows(IllegalStateException.class, () -> elsewhere.offer(Warehouse.class, Shelves::new));
        assertTrue(wrong.getMessage().contains("Context.current().offer("), wrong.getMessage());
    }

    @Test
    @Alone
    void aCancelledCallWasCancelled() {
        Warehouse warehouse = offered();
        CompletableFuture<Void> call = warehouse.never();
        assertTrue(call.cancel(true));
        assertThrows(CancellationException.class, call::join);
        Thread.currentThread().interrupt();
        MitogenException interrupted =
                assertThrows(MitogenException.class, warehouse::doze); // no answer can be quicker
        assertTrue(Thread.interrupted());
        assertTrue(interrupted.getMessage().endsWith("the call was cancelled"), interrupted.getMessage());
        assertEquals(context.name(), warehouse.place());
    }
}
