/**
 * Services: objects that one context offers and others call through a proxy. It knows nothing of channels, nor of
 * how a child is started.
 */
package mitogen.services;
