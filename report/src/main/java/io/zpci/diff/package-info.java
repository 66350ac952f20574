/** Two runs side by side. */
@NullMarked
package io.zpci.diff;

import org.jspecify.annotations.NullMarked;
