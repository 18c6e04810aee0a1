print("gbdt")
