/**
 * Back ends, for contexts, of the APIs that tasks log by: they pass records to {@code java.util.logging}, from where Mitogen sends
 * them to the controller. Knows these APIs, and nothing of Mitogen. In the controller itself nothing finds them, because they stand
 * under {@code META-INF/mitogen/children}: so there is no second back end beside the program's own, and no loop.
 */
package mitogen.logging;
