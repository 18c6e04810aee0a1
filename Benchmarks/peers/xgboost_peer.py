"""XGBoost's `hist`; `--variant depth-wise` or `leaf-wise` says how trees grow."""

import xgboost

from peers import program


OBJECTIVES = {"regression": "reg:squarederror", "binary": "binary:logistic"}


class XGBoost:
    @staticmethod
    def _parameters(options):
        parameters = {
            "objective": OBJECTIVES[options.objective], "tree_method": "hist", "max_leaves": options.leaves,
            "learning_rate": options.rate, "max_bin": options.bins, "nthread": options.threads,
        }
        if options.variant == "leaf-wise":
            # No limit but the leaves', as the others have it.
            return parameters | {"grow_policy": "lossguide", "max_depth": 0}
        # The depth that has room for as many leaves.
        return parameters | {"max_depth": (options.leaves - 1).bit_length()}

    def bin(self, features, labels, weights, options):
        return xgboost.QuantileDMatrix(
            features, labels, weight=weights, max_bin=options.bins, nthread=options.threads)

    def train(self, data, options):
        return xgboost.train(self._parameters(options), data, options.trees)

    def save(self, model, path):
        model.save_model(path)

    def load(self, path, threads):
        model = xgboost.Booster(model_file=path)
        model.set_param({"nthread": threads})
        return model

    def predict(self, model, features, threads):
        return model.inplace_predict(features)

    def predictors(self, model, features, threads):
        table = xgboost.DMatrix(features, nthread=threads)
        return [lambda: model.inplace_predict(features), lambda: model.predict(table)]

    def row_predictor(self, model):
        return model.inplace_predict


if __name__ == "__main__":
    program.run(XGBoost())
