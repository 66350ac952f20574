/** Contracts of {@link io.zpci.function.PciFunction} and of its ways up. */
@NullMarked
package io.zpci.function.contract;

import org.jspecify.annotations.NullMarked;
