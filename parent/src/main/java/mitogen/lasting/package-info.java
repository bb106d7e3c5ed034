/**
 * Contexts that outlive their link: what they do when it is lost. Knows nothing of how a child is started, and nothing of
 * calls on their way out.
 */
package mitogen.lasting;
