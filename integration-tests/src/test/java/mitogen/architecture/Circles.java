package mitogen.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The circles of files within each room: files that all reach each other. */
final class Circles {
    private final Map<String, Set<String>> uses = new TreeMap<>();
    private final Map<String, Integer> order = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final ArrayDeque<String> path = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    private Circles() {}

    /** Those of more than so many files, by their names. */
    static List<Set<String>> largerThan(int files, JavaClasses classes) {
        Circles circles = new Circles();
        for (JavaClass each : classes) {
            Set<String> used = circles.uses.computeIfAbsent(file(each), unused -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().equals(each.getPackageName())) {
                    used.add(file(target));
                }
            }
        }
        for (String file : circles.uses.keySet()) {
            if (!circles.order.containsKey(file)) {
                circles.visit(file);
            }
        }
        circles.found.removeIf(circle -> circle.size() <= files);
        return circles.found;
    }

    private static String file(JavaClass type) {
        int nested = type.getName().indexOf('$');
        return nested < 0 ? type.getName() : type.getName().substring(0, nested);
    }

    /** Tarjan's algorithm. */
    private void visit(String file) {
        order.put(file, order.size());
        lowest.put(file, order.get(file));
        path.push(file);
        for (String used : uses.getOrDefault(file, Set.of())) {
            if (!order.containsKey(used)) {
                visit(used);
                lowest.merge(file, lowest.get(used), Math::min);
            } else if (path.contains(used)) {
                lowest.merge(file, order.get(used), Math::min);
            }
        }
        if (lowest.get(file).equals(order.get(file))) {
            Set<String> circle = new TreeSet<>();
            String last;
            do {
                last = path.pop();
                circle.add(last);
            } while (!last.equals(file));
            found.add(circle);
        }
    }
}
