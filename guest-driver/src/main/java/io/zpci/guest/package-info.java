/**
 * The guest's drivers: the ISM driver as Linux releases have it, SMC-D streams on it, and the port
 * through which a driver holds its function. Source: spec ism 3 to 6, 9, 10.
 */
@NullMarked
package io.zpci.guest;

import org.jspecify.annotations.NullMarked;
