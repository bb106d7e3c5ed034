package samples;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import mitogen.Task.Action;
import mitogen.Pool;
import mitogen.Task;

/** All of this is sent. */
public class Fine {
    private static int counter;
    private final int constant = 5;
    private String name = "a field";

    record Job(String name, Thread worker) implements Task<String>, Callable<String> {
        @Override
        public String run() {
            return name;
        }

        @Override
        public String call() {
            return name;
        }

        Task<String> asLambda() {
            return () -> name + this.name + call();
        }

        Task<String> asReference() {
            return this::call;
        }
    }

    enum Colour {
        RED,
        BLUE {
            @Override
            Task<String> task() {
                return () -> name() + this;
            }
        };

        Task<String> task() {
            return () -> name() + this;
        }
    }

    interface Named extends Serializable {
        String name();

        default Task<String> task() {
            return () -> name();
        }
    }

    record Someone(String name) implements Named {}

    abstract static class Base implements Action {}

    interface Refined extends Task<String> {}

    static class Refusal extends Exception {}

    public List<Object> all() throws Exception {
        List<Object> all = new ArrayList<>();
        String text = name;
        int number = counter;
        int[] numbers = {1, 2};
        Path path = Path.of("a");
        Duration time = Duration.ofSeconds(1);
        Map<String, List<Integer>> map = new LinkedHashMap<>(Map.of("a", List.of(1)));
        Job job = new Job("a", null);
        Object something = "anything";
        Number some = 1;
        Callable<String> callable = new Job("b", null);
        Comparator<String> order = Comparator.naturalOrder();
        Runnable runnable = (Runnable & Serializable) () -> System.out.println("printed");
        Throwable thrown = new IOException("a");
        TimeUnit unit = TimeUnit.DAYS;
        Class<?> type = Fine.class;
        final String inlined = "a";
        all.add((Task<String>) () -> text + number + numbers.length + path + time + map + unit + type);
        all.add((Task<String>) () -> job.name() + something + some + callable.call() + thrown);
        all.add((Task<Integer>) () -> order.compare("a", "b"));
        all.add((Action) () -> runnable.run());
        all.add((Task<String>) () -> inlined);
        all.add((Task<Integer>) () -> counter);
        all.add((Task<Integer>) Fine::count);
        all.add((Task<String>) text::trim);
        all.add((Task<Object>) Object::new);
        all.add((Task<List<String>>) ArrayList::new);
        all.add((Refined) () -> text);
        all.add(job);
        all.add(job.asLambda());
        all.add(job.asReference());
        all.add(Colour.RED.task());
        all.add(Colour.BLUE.task());
        all.add(new Someone("a").task());
        all.add((Task<Void>) () -> null);
        all.add(withClasses());
        all.add((Task<String>) () -> {
            @SuppressWarnings("unchecked")
            Thread inner = Thread.currentThread();
            Callable<String> nested = () -> inner.getName() + text;
            return nested.call();
        });
        all.add((Pool.Work<String, String>) item -> item + text + number);
        return all;
    }

    private static int count() {
        return counter;
    }

    /** In an instance method, they would have the object around them. */
    private static Task<?> withClasses() {
        return () -> {
            class Local {
                int field = 1;

                int twice() {
                    return 2 * field;
                }
            }
            Thread inner = Thread.currentThread();
            Runnable work = () -> System.out.println(inner.getName() + new Local().twice());
            work.run();
            return new Object() {
                private int member = 3;

                @Override
                public String toString() {
                    return "" + member + this.member + inner.getName();
                }
            }.toString();
        };
    }
}
