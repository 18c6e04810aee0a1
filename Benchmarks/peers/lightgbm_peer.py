"""LightGBM; `--variant quantised` trains on quantised gradients."""

import lightgbm

from peers import program


class LightGBM:
    @staticmethod
    def _parameters(options):
        parameters = {
            "objective": options.objective, "num_leaves": options.leaves, "learning_rate": options.rate,
            "max_bin": options.bins, "num_threads": options.threads, "verbosity": -1,
        }
        if options.variant == "quantised":
            parameters["use_quantized_grad"] = True
        return parameters

    def bin(self, features, labels, weights, options):
        data = lightgbm.Dataset(features, labels, weight=weights, params=self._parameters(options))
        return data.construct()

    def train(self, data, options):
        return lightgbm.train(self._parameters(options), data, options.trees)

    def save(self, model, path):
        model.save_model(path)

    def load(self, path, threads):
        return lightgbm.Booster(model_file=path)

    def predict(self, model, features, threads):
        return model.predict(features, num_threads=threads)

    def predictors(self, model, features, threads):
        return [lambda: self.predict(model, features, threads)]

    def row_predictor(self, model):
        return lambda row: model.predict(row, num_threads=1)


if __name__ == "__main__":
    program.run(LightGBM())
