/**
 * Waiting for the answers of other contexts, and frames as text. It never decodes a value, and knows nothing of what is
 * asked.
 */
package mitogen.answers;
