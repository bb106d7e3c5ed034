package samples;

import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mitogen.Task.Action;
import mitogen.Pool;
import mitogen.Task;

/** Each line with a comment is refused, by the check and by submit. */
public class Refused {
    private String name = "a field";
    private final List<Object> all = new ArrayList<>();

    static class Plain {
        int number;

        int number() {
            return number;
        }
    }

    record Opened(String name, InputStream in) {}

    static class Config extends HashMap<String, String> {}

    class Inner {
        int number = 1;
    }

    static class Named implements Task<String> { // refused: the task is of the class Named; make it a lambda or a record
        @Override
        public String run() {
            return "named";
        }
    }

    private String name() {
        return name;
    }

    private static String two(Task<String> first, Action second, List<Object> all) {
        all.add(first);
        all.add(second);
        return "";
    }

    public List<Object> all() {
        Thread thread = Thread.currentThread();
        Plain plain = new Plain();
        AtomicInteger counter = new AtomicInteger();
        Config config = new Config();
        StringBuilder text = new StringBuilder();
        Future<String> future = CompletableFuture.completedFuture("a");
        Runnable runnable = () -> System.out.println("printed");
        Comparator<String> length = Comparator.comparing(String::length);
        Supplier<String> supplier = name::toString;
        Stream<String> stream = Stream.of("a");
        Thread[] threads = {thread};
        all.add((Task<String>) () -> thread.getName()); // refused: the captured variable 'thread' is a java.lang.Thread, which cannot be sent
        all.add((Task<Integer>) () -> plain.number); // refused: 'plain' is a samples.Refused.Plain
        all.add((Action) () -> counter.incrementAndGet()); // refused: 'counter' is a java.util.concurrent.atomic.AtomicInteger
        all.add((Task<String>) () -> config.get("a")); // refused: 'config' is a samples.Refused.Config
        all.add((Task<String>) () -> text.toString()); // refused: 'text' is a java.lang.StringBuilder
        all.add((Task<String>) () -> future.get()); // refused: 'future' is a java.util.concurrent.Future
        all.add((Action) () -> runnable.run()); // refused: 'runnable' is a lambda or method reference of java.lang.Runnable, which is not serializable; cast it, (Runnable & Serializable)
        all.add((Task<String>) () -> supplier.get()); // refused: 'supplier' is a lambda or method reference of java.util.function.Supplier
        all.add((Task<Long>) () -> stream.count()); // refused: 'stream' is a java.util.stream.Stream, which cannot be sent; collect it into a List
        all.add((Task<Integer>) () -> threads.length); // refused: 'threads' is a java.lang.Thread
        all.add((Task<String>) () -> name); // refused: it captures 'this', a samples.Refused; copy the fields that it needs into local variables, or make the method static
        all.add((Task<String>) () -> this.name); // refused: it captures 'this'
        all.add((Task<String>) () -> name()); // refused: it captures 'this'
        all.add((Task<String>) this::name); // refused: it captures 'this'
        all.add((Task<String>) () -> super.toString()); // refused: it captures 'this'
        all.add((Task<Integer>) () -> new Inner().number); // refused: it captures 'this'
        all.add((Task<String>) thread::getName); // refused: the object whose method is called is a java.lang.Thread
        all.add((Task<Thread>) Thread::currentThread); // refused: the result of the task is a java.lang.Thread
        all.add((Task<Stream<String>>) () -> Stream.of("a")); // refused: the result of the task is a java.util.stream.Stream, which cannot be sent; collect it into a List
        all.add((Task<Opened>) () -> new Opened("a", null)); // refused: the result of the task is a samples.Refused.Opened, whose component 'in' is a java.io.InputStream
        all.add((Task<Plain[]>) () -> new Plain[0]); // refused: the result of the task is a samples.Refused.Plain
        all.add(new Named());
        all.add(new Action() { // refused: the task is of an anonymous class; make it a lambda or a record
            @Override
            public void run() {}
        });
        class Local implements Action { // refused: the task is of the class Local
            @Override
            public void run() {}
        }
        all.add(new Local());
        all.add((Task<String>) () -> {
            Runnable inner = () -> System.out.println(name); // refused: it captures 'this'
            inner.run();
            return "";
        });
        all.add((Task<String>) () -> {
            Object inner = new Object() {
                @Override
                public String toString() {
                    return Refused.this.name; // refused: it captures 'this'
                }
            };
            return inner.toString();
        });
        all.add((Task<Object>) () -> {
            Task<String> second = () -> thread.getName(); // refused: the captured variable 'thread'
            return second.run();
        });
        all.add((Pool.Work<String, String>) item -> item + name); // refused: it captures 'this'
        all.add((Pool.Work<String, String>) item -> item + thread); // refused: the captured variable 'thread'
        two(() -> name, () -> plain.number(), all); // refused: it captures 'this' // refused: 'plain' is a samples.Refused.Plain
        all.removeIf(task -> task instanceof Comparator); // 'length' may be anything, as far as its declaration tells
        return all;
    }
}
