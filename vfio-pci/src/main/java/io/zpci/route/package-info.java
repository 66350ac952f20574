/**
 * Routes: how a guest's instruction becomes a host's operation. The SPI and the routes shipped with
 * the project.
 */
@NullMarked
package io.zpci.route;

import org.jspecify.annotations.NullMarked;
