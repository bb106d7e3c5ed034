package mitogen.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mitogen.Call;
import mitogen.Context;
import mitogen.Service;

/** An interface that the tests offer as a service, with one method of each kind. */
interface Warehouse extends Counting<Warehouse.Item> {
    Item find(String name) throws NoSuchItemException;

    int store(List<Item> items);

    int store(Item item);

    CompletionStage<Item> findLater(String name);

    CompletableFuture<Void> never();

    Future<List<Item>> all();

    Call<Long> pid();

    String place();

    void sleep() throws InterruptedException;

    /** As {@link #sleep}, of which its caller knows nothing. */
    void doze();

    void fail() throws TimeoutException, OddException;

    Object nothingThatTravels();

    default String described(String name) {
        return name + " on " + Thread.currentThread().getName();
    }

    record Item(String name, Size size, Map<String, Label> labels) {}

    record Label(String text) {}

    enum Size {
        SMALL,
        LARGE
    }

    /** A checked exception that can be made from a message. */
    final class NoSuchItemException extends Exception {
        private static final long serialVersionUID = 1;

        NoSuchItemException(String message) {
            super(message);
        }
    }

    /** One that cannot. */
    final class OddException extends Exception {
        private static final long serialVersionUID = 1;

        OddException(int number) {
            super("odd: " + number);
        }
    }

    static Item item(String name) {
        return new Item(name, Size.LARGE, Map.of("price", new Label("1.50")));
    }

    /** The implementation; what tests look at from outside is static, one copy for each context. */
    final class Shelves implements Warehouse {
        static final AtomicInteger STARTS = new AtomicInteger();
        static final AtomicInteger SLEEPING = new AtomicInteger();
        static final AtomicInteger WOKEN = new AtomicInteger();
        static final AtomicInteger PENDING = new AtomicInteger();
        static volatile CompletableFuture<Item> later = new CompletableFuture<>();
        static volatile CompletableFuture<Void> never = new CompletableFuture<>();
        static final AtomicReference<String> STARTED_ON = new AtomicReference<>();
        static volatile Service<Warehouse> service;

        private final Map<String, Item> items = new ConcurrentHashMap<>();

        static void forget() {
            for (AtomicInteger each : List.of(STARTS, SLEEPING, WOKEN, PENDING)) {
                each.set(0);
            }
            later = new CompletableFuture<>();
            never = new CompletableFuture<>();
        }

        Shelves() {
            STARTS.incrementAndGet();
            STARTED_ON.set(Thread.currentThread().getName() + " of " + Context.current());
        }

        /** One that cannot be started the first time. */
        static Shelves reluctant() {
            if (STARTS.incrementAndGet() == 1) {
                throw new IllegalStateException("the roof leaks");
            }
            return new Shelves();
        }

        @Override
        public Item find(String name) throws NoSuchItemException {
            Item item = items.get(name);
            if (item == null) {
                throw new NoSuchItemException("there is no " + name);
            }
            return item;
        }

        @Override
        public int store(List<Item> more) {
            more.forEach(item -> items.put(item.name(), item));
            return items.size();
        }

        @Override
        public int store(Item item) {
            items.put(item.name(), item);
            return items.size();
        }

        @Override
        public int count(Item like) {
            return (int) items.values().stream().filter(like::equals).count();
        }

        @Override
        public CompletionStage<Item> findLater(String name) {
            PENDING.incrementAndGet();
            return later;
        }

        @Override
        public CompletableFuture<Void> never() {
            PENDING.incrementAndGet();
            return never;
        }

        @Override
        public Future<List<Item>> all() {
            FutureTask<List<Item>> all = new FutureTask<>(() -> new ArrayList<>(items.values()));
            all.run();
            return all;
        }

        @Override
        public Call<Long> pid() {
            return Context.current().submit(() -> ProcessHandle.current().pid());
        }

        @Override
        public String place() {
            return Context.current().name();
        }

        @Override
        public void sleep() throws InterruptedException {
            SLEEPING.incrementAndGet();
            try {
                new CountDownLatch(1).await();
            } finally {
                WOKEN.incrementAndGet();
            }
        }

        @Override
        public void doze() {
            try {
                sleep();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void fail() throws TimeoutException, OddException {
            throw new OddException(7);
        }

        @Override
        public Object nothingThatTravels() {
            return Thread.currentThread();
        }
    }
}

/** The least that is generic. */
interface Counting<T> {
    int count(T like);
}
