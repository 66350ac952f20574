/** Contract of {@link io.zpci.route.Route}. */
@NullMarked
package io.zpci.route.contract;

import org.jspecify.annotations.NullMarked;
