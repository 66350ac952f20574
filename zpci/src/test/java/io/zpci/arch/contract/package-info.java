/** Contract of {@link io.zpci.arch.PciInstructions}, and what every contract is made of. */
@NullMarked
package io.zpci.arch.contract;

import org.jspecify.annotations.NullMarked;
