/**
 * The shell scripts that start a context where nothing of ours is: the first stage, and the one that unpacks a Java
 * runtime. It knows text only; the room that starts processes feeds it.
 */
package mitogen.stage;
