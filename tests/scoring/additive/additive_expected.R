# What R's glm and glmnet say of the reference matrices: run by hand as
#   Rscript additive_expected.R ../../../../shared/reference/forest > additive_expected.csv
# Design, knots and centring are reckoned here anew, from the text of
# scoring/additive/*.h; that the basis spans the natural cubic splines is asked
# of splines::ns, whose own basis is another.
suppressMessages({library(glmnet); library(splines)})
folder <- commandArgs(trailingOnly = TRUE)[1]
single <- function(x)  # a number as a float holds it
  readBin(writeBin(as.double(x), raw(), size = 4), "double", length(x), size = 4)
kinds <- c("amount", "levels", "levels", "number", "rank", "number", "number",
           "number", "number")
weigh <- function(n) 1 + (seq_len(n) - 1) %% 5 / 4
scale_of <- function(kind, x)
  switch(kind, amount = asinh(x), number = x,
         rank = rowSums(outer(x, single(seq_len(19) / 20), ">")))
knots_of <- function(x) {
  bounds <- quantile(x, c(0.005, 0.995), names = FALSE)
  if (bounds[1] >= bounds[2]) bounds <- range(x)
  knots <- quantile(x, c(0.05, 0.275, 0.5, 0.725, 0.95), names = FALSE)
  list(bounds = bounds, knots = unique(knots))
}
natural <- function(x, by) {
  to_u <- function(x) (x - by$bounds[1]) / diff(by$bounds)
  u <- to_u(pmin(pmax(x, by$bounds[1]), by$bounds[2]))
  at <- to_u(by$knots)
  last <- length(at)
  if (last < 3) return(cbind(u))
  d <- function(k) (pmax(u - at[k], 0)^3 - pmax(u - at[last], 0)^3) /
    (at[last] - at[k])
  cbind(u, sapply(seq_len(last - 2), function(k) d(k) - d(last - 1)))
}
wmean <- function(x, w) sum(x * w) / sum(w)

put <- function(data, ridge, column, part, at, value)
  cat(sprintf("%s,%g,%d,%s,%.9g,%.17g\n", data, ridge, column, part, at, value))

# Of the standardised dense columns and the indicators: what the model keeps.
tell <- function(data, ridge, design, intercept, beta, w) {
  base <- intercept
  for (c in seq_along(kinds)) {
    own <- design$column == c
    indicator <- own & design$what != "beta"
    mean <- sum(beta[indicator] * colSums(design$x[, indicator, drop = FALSE] * w)) /
      sum(w)
    base <- base + mean
    for (k in which(own)) {
      part <- design$what[k]
      value <- if (part == "beta") beta[k] / design$scale[k] else beta[k] - mean
      put(data, ridge, c - 1, part, design$at[k], value)
    }
  }
  put(data, ridge, 0, "base", 0, base)
}

# Without ridge: a column that those before it determine is left out, as glm
# does, which however stops doing it where it is asked to be exact.
exactly <- function(y, x, w) {
  kept <- qr(cbind(1, x), tol = 1e-7)
  kept <- sort(kept$pivot[seq_len(kept$rank)])[-1] - 1
  fit <- glm(y ~ x[, kept], quasibinomial, weights = w,
             control = glm.control(epsilon = 1e-13, maxit = 100))
  stopifnot(fit$converged)
  beta <- numeric(ncol(x))
  beta[kept] <- coef(fit)[-1]
  list(intercept = coef(fit)[1], beta = beta, eta = predict(fit))
}

make <- function(x, w) {
  dense <- list(); indicators <- list(); splines <- list()
  add <- function(list, x, column, what, at, scale = 1)
    c(list, list(list(x = x, column = column, what = what, at = at, scale = scale)))
  for (c in seq_along(kinds)) {
    v <- single(x[[c]]); known <- !is.na(v)
    if (kinds[c] == "levels") {
      for (level in sort(unique(v[known])))
        indicators <- add(indicators, as.numeric(known & v == level), c, "level", level)
    } else {
      s <- scale_of(kinds[c], v[known])
      by <- knots_of(s)
      z <- natural(s, by)
      for (k in seq_len(ncol(z))) {
        mean <- wmean(z[, k], w[known])
        scale <- sqrt(wmean((z[, k] - mean)^2, w[known]))
        full <- numeric(length(v))
        full[known] <- (z[, k] - mean) / scale
        dense <- add(dense, full, c, "beta", k - 1, scale)
      }
      inner <- by$knots
      own <- matrix(0, length(v), max(length(inner) - 1, 1))
      clamped <- pmin(pmax(s, by$bounds[1]), by$bounds[2])
      own[known, ] <- if (length(inner) < 3) clamped else
        ns(clamped, knots = inner[-c(1, length(inner))],
           Boundary.knots = range(inner))
      splines[[c]] <- own
    }
    if (any(!known))
      indicators <- add(indicators, as.numeric(!known), c, "missing", 0)
  }
  all <- c(dense, indicators)
  get <- function(name) sapply(all, `[[`, name)
  list(x = get("x"), column = get("column"), what = get("what"), at = get("at"),
       scale = get("scale"), splines = do.call(cbind, splines),
       indicators = sapply(indicators, `[[`, "x"))
}

cat("data,ridge,column,part,at,value\n")
for (data in c("signal", "noise")) {
  x <- read.csv(file.path(folder, paste0(data, "_train.csv")))
  y <- x$lost; x$lost <- NULL
  w <- weigh(length(y))
  design <- make(x, w)
  plain <- exactly(y, design$x, w)
  tell(data, 0, design, plain$intercept, plain$beta, w)
  other <- exactly(y, cbind(design$splines, design$indicators), w)
  for (row in 1:50)
    put(data, 0, 0, "eta", row - 1, other$eta[row])
  ridges <- c(0.1, 0.01, 0.001)
  path <- glmnet(design$x, y, "binomial", weights = w, alpha = 0,
                 lambda = ridges, standardize = FALSE, thresh = 1e-18, maxit = 1e7)
  stopifnot(path$jerr == 0)
  for (k in seq_along(ridges))
    tell(data, ridges[k], design, path$a0[k], path$beta[, k], w)
}
