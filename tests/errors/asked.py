"""A hundred errors that people have asked about in public, and what came of them here.

Each has the message as it was asked (some from older versions, whose words were others), where,
what the likely cause was, a cell of our own that does the same, and the kind that knows it: ""
where nothing useful is said.
"""

from typing import NamedTuple


class Asked(NamedTuple):
    """A question: `source` is a thread on GitHub, or another address."""

    message: str
    source: str
    cause: str
    cell: str
    kind: str


QUESTIONS = [
    # NumPy: products
    Asked("ValueError: shapes (5,) and (6,) not aligned: 5 (dim 0) != 6 (dim 0)",
          "aimacode/aima-python/issues/1254", "one weight too few: the 1 for the bias is in x",
          "w, x = np.ones(5), np.ones(6)\ny = np.dot(w, x)", "sizes_in_a_product"),
    Asked("ValueError: shapes (15,728) and (784,1) not aligned: 728 (dim 1) != 784 (dim 0)",
          "MichalDanielDobrzanski/DeepLearningPython/issues/27", "728 written for 784",
          "w, activation = np.ones((15, 728)), np.ones((784, 1))\nz = np.dot(w, activation)",
          "sizes_in_a_product"),
    Asked("ValueError: shapes (10,4) and (1,30) not aligned: 4 (dim 1) != 1 (dim 0)",
          "MichaelLee826/iris_classification_BPNeuralNetwork/issues/1", "data read as one row",
          "w1, x = np.ones((10, 4)), np.ones((1, 30))\nz1 = np.dot(w1, x)", "sizes_in_a_product"),
    Asked("ValueError: shapes (2,7) and (2,7) not aligned: 7 (dim 1) != 2 (dim 0)",
          "cbellei/word2veclite/issues/2", "the input is not turned",
          "W1, x = np.ones((7, 2)), np.ones((2, 7))\nh = np.dot(W1.T, x)", "sizes_in_a_product"),
    Asked("ValueError: shapes (11,3) and (11,1) not aligned: 3 (dim 1) != 11 (dim 0)",
          "grisoniFr/scaffold_hopping_whales/issues/3", "the first is not turned",
          "a, b = np.ones((11, 3)), np.ones((11, 1))\na.dot(b)", "sizes_in_a_product"),
    Asked("ValueError: shapes (4,3) and (4,) not aligned: 3 (dim 1) != 4 (dim 0)",
          "https://devsolus.com/array-of-1d-not-matching-matrix-shape/", "weights are not turned",
          "X = [0.2, 0.1, 0.1, -0.9]\nweights = [[0.3, 0.4, 0.5]] * 4\nnp.dot(weights, X) + 2",
          "sizes_in_a_product"),
    Asked("ValueError: shapes (1,3) and (1,3) not aligned: 3 (dim 1) != 1 (dim 0)",
          "https://newbedev.com/showing-valueerror-shapes-13-and-13-not-aligned-3-dim-1-1-dim-0",
          "two rows, where a row and a column were meant",
          "a, b = np.ones((1, 3)), np.ones((1, 3))\na @ b", "sizes_in_a_product"),
    Asked("ValueError: shapes (96,86) and (85,) not aligned: 86 (dim 1) != 85 (dim 0)",
          "SigProfilerSuite/SigProfilerAssignment/issues/154", "one column too many",
          "def predict(a, b):\n    return np.dot(a, b)\npredict(np.ones((96, 86)), np.ones(85))",
          "sizes_in_a_product"),
    # NumPy: number by number
    Asked("ValueError: operands could not be broadcast together with shapes (3,) (3,2)",
          "https://forum.freecodecamp.org/t/"
          "python-broadcast-error-even-with-identical-shapes/453085", "one-dimensional by matrix",
          "o, error = np.ones(3), np.ones((3, 2))\no * error", "lengths_apart"),
    Asked("ValueError: operands could not be broadcast together with shapes (88,23) (88,24)",
          "MVIG-SJTU/WSHP/issues/10", "a slice that rounds otherwise",
          "mask, part = np.ones((88, 23)), np.ones((88, 24))\nmask + part", "lengths_apart"),
    Asked("ValueError: operands could not be broadcast together with shapes (2,3) (3,2)",
          "OpenHUTB/nn/issues/29", "`*` where a product of matrices was meant",
          "x, y = np.ones((2, 3)), np.ones((3, 2))\nprint(x*y)", "lengths_apart"),
    Asked("operands could not be broadcast together with shapes (5,5) (10,5)",
          "rasbt/python-machine-learning-book/issues/8", "layers of two sizes",
          "grad, w = np.ones((5, 5)), np.ones((10, 5))\ngrad += w", "lengths_apart"),
    Asked("ValueError: operands could not be broadcast together with shapes (2,17,9) (2,153)",
          "ArtificialIntelligenceToolkit/conx/issues/66", "one of the two is flat",
          "outputs, targets = np.ones((2, 17, 9)), np.ones((2, 153))\nnp.abs(outputs - targets)",
          "lengths_apart"),
    Asked("ValueError: operands could not be broadcast together with shapes (11252,2) (11252,79)",
          "hpc203/yolact-opencv-dnn-cpp-python/issues/14", "columns of another model",
          "a, b = np.ones((11252, 2)), np.ones((11252, 79))\nnp.multiply(a, b)", "lengths_apart"),
    # NumPy: places
    Asked("ValueError: could not broadcast input array from shape (3,5) into shape (3,4)",
          "mjq11302010044/RRPN/issues/50", "five numbers a box, for places of four",
          "boxes = np.zeros((3, 4))\nboxes[:] = np.ones((3, 5))", "too_large_for_its_place"),
    Asked("ValueError: could not broadcast input array from shape (400,160) into shape (160,400)",
          "chaosallen/IPNV2_pytorch/issues/10", "the picture is turned",
          "cube, image = np.zeros((2, 160, 400)), np.ones((400, 160))\ncube[0] = image",
          "too_large_for_its_place"),
    Asked("ValueError: could not broadcast input array from shape (90,108,90,288) into shape "
          "(90,108,90,9)", "MIC-DKFZ/TractSeg/issues/12", "other data than expected",
          "new, data = np.zeros((9, 10, 9, 9)), np.ones((9, 10, 9, 28))\nnew[:9, :10] = data",
          "too_large_for_its_place"),
    Asked("ValueError: shape mismatch: value array of shape (5923,784) could not be broadcast to "
          "indexing result of shape (6000,784)", "jaygshah/Binary-Neural-Networks/issues/5",
          "not every digit has 6000 examples",
          "x = np.zeros((70, 784))\nx[np.arange(60)] = np.ones((59, 784))",
          "other_shape_for_an_index"),
    Asked("ValueError: setting an array element with a sequence. The requested array has an "
          "inhomogeneous shape after 1 dimensions. The detected shape was (12,) + inhomogeneous "
          "part.", "hpc203/virtual_try_on_use_deep_learning/issues/7", "rows of several lengths",
          "bounds = [3, 4, 3]\nnp.array([np.arange(row) for row in bounds]) / 2",
          "rows_of_unequal_length"),
    Asked("ValueError: setting an array element with a sequence. The requested array has an "
          "inhomogeneous shape after 1 dimensions. The detected shape was (105575,) + "
          "inhomogeneous part.", "jayeew/Chinese-ChatBot/issues/23", "sentences of several lengths",
          "ids = {'a': 0}\nnp.array([[ids[w] for w in s.split()] for s in ['a a', 'a']])",
          "rows_of_unequal_length"),
    Asked("ValueError: setting an array element with a sequence.",
          "https://stackoverflow.com/questions/4674473/"
          "valueerror-setting-an-array-element-with-a-sequence", "a list for one place",
          "row = np.zeros(4)\nrow[0] = [1, 2]", "one_place_one_number"),
    # NumPy: shapes that are asked for
    Asked("ValueError: cannot reshape array of size 5 into shape (2,2)",
          "hustvl/YOLOP/issues/59", "a class too many in the labels",
          "count = np.bincount([0, 1, 4])\ncount.reshape(2, 2)", "numbers_left_over"),
    Asked("ValueError: cannot reshape array of size 2 into shape (70,newaxis)",
          "liougehooa/automatic-prompt-engineer/issues/1", "the length of a string for a list's",
          "prompts = 'a' * 70\nnp.array([0.5, 1]).reshape(len(prompts), -1)", "numbers_left_over"),
    Asked("ValueError: cannot reshape array of size 51529 into shape (227,227,10)",
          "harshtikuu/Abnormal_Event_Detection/issues/1", "fewer than ten pictures",
          "X = np.ones((227, 227))\nX.reshape(-1, 227, 227, 10)", "numbers_left_over"),
    Asked("ValueError: cannot reshape array of size 2304 into shape (1,6912)",
          "michtesar/color_recognizer/issues/6", "grey, where three colours were meant",
          "image = np.ones((48, 48))\nimage.reshape(1, 6912)", "numbers_left_over"),
    Asked("ValueError: cannot reshape array of size 14 into shape (3)",
          "jesolem/PCV/issues/35", "the number is no multiple of 3",
          "np.arange(14).reshape(-1, 3)", "numbers_left_over"),
    Asked("all the input array dimensions except for the concatenation axis must match exactly, "
          "but along dimension 0, the array at index 0 has size 736 and the array at index 1 has "
          "size 981", "lrzjason/Comfyui-In-Context-Lora-Utils/issues/8", "pictures of two sizes",
          "a, b = np.ones((736, 2)), np.ones((981, 2))\nnp.concatenate([a, b], axis=1)",
          "lengths_of_joined_arrays"),
    Asked("ValueError: all the input array dimensions for the concatenation axis must match "
          "exactly, but along dimension 0, the array at index 0 has size 2000 and the array at "
          "index 2 has size 1", "vislearn/ngransac/issues/17", "the axes stand in another order",
          "p, r = np.ones((2000, 1, 2)), np.ones((1, 2000, 1))\nnp.concatenate((p, p, r), axis=2)",
          "lengths_of_joined_arrays"),
    Asked("all the input array dimensions except for the concatenation axis must match exactly",
          "yuriak/RLQuant/issues/7", "one row too few",
          "state, w = np.ones((4, 2)), np.ones(4)\n"
          "np.concatenate((state, w[:-1][:, None]), axis=1)", "lengths_of_joined_arrays"),
    # NumPy: indices
    Asked("IndexError: index 1 is out of bounds for axis 0 with size 1", "llnl/cowc/issues/1",
          "one entry, where two were expected", "found = np.ones((1, 4))\nfound[1]",
          "beyond_an_axis"),
    Asked("IndexError: index 7 is out of bounds for axis 0 with size 7",
          "edvardHua/PoseEstimationForMobile/issues/142", "a last batch that is smaller",
          "batch = np.ones((7, 3))\nfor index in range(8):\n    batch[index, :]",
          "beyond_an_axis"),
    Asked("IndexError: index 40000 is out of bounds for axis 0 with size 40000",
          "ginobilinie/medSynthesis/issues/10", "more pieces than there is room for",
          "room = np.zeros(40000)\nn = 40000\nroom[n] = 1", "beyond_an_axis"),
    Asked("index -1 is out of bounds for axis 0 with size 0.",
          "ElsevierSoftwareX/SOFTX-D-17-00061/issues/11", "nothing was found before",
          "found = np.flatnonzero(np.zeros(5))\nfound[-1]", "beyond_an_axis"),
    Asked("IndexError: too many indices for array: array is 1-dimensional, but 2 were indexed",
          "uzh-rpg/rpg_public_dronet/issues/48", "a file with one line gives one row",
          "match_idx = np.arange(3)\nmatch_idx = match_idx[:, 0]", "too_many_indices"),
    Asked("IndexError: too many indices for array: array is 1-dimensional, but 2 were indexed",
          "HasnainRaz/Fast-AgingGAN/issues/27", "one row of pictures gives a row of axes",
          "ax = np.array([None, None])\nax[0, 1]", "too_many_indices"),
    Asked("too many indices for array", "numpy/numpy/issues/10447",
          "a mask takes up all axes that it has itself",
          "a = np.random.randn(3)\na[a == 0, :]", "too_many_indices"),
    Asked("TypeError: only integer scalar arrays can be converted to a scalar index",
          "jiangxinyang227/NLP-Project/issues/12", "labels are a list, and no array",
          "y = [0, 1, 0]\nperm = np.arange(3)\ny = y[perm]", "array_as_an_index_of_a_list"),
    Asked("TypeError: only integer scalar arrays can be converted to a scalar index",
          "Tencent/ncnn/issues/4235", "boxes are a list, and no array",
          "boxes, indexes = [[0, 1]], np.array([0])\nboxes[np.append(indexes, 0)]",
          "array_as_an_index_of_a_list"),
    # NumPy: types and truths
    Asked("AttributeError: module 'numpy' has no attribute 'float'",
          "serengil/retinaface/issues/53", "the name was removed", "np.zeros(3, dtype=np.float)",
          "removed_from_numpy"),
    Asked("UFuncTypeError: Cannot cast ufunc 'divide' output from dtype('float64') to "
          "dtype('int64') with casting rule 'same_kind'",
          "kousw/stable-diffusion-webui-daam/issues/7", "whole numbers are divided in place",
          "heat = np.arange(4)\nheat /= heat.max()", "type_kept_in_place"),
    Asked("UFuncTypeError: Cannot cast ufunc 'subtract' output from dtype('float64') to "
          "dtype('int64') with casting rule 'same_kind'",
          "SpikeInterface/spikeinterface/issues/2472", "a mean is subtracted in place",
          "peaks = np.arange(4)\npeaks -= peaks.mean()", "type_kept_in_place"),
    Asked("TypeError: Cannot cast ufunc add output from dtype('int32') to dtype('uint8') with "
          "casting rule 'same_kind'", "matthewearl/faceswap/issues/5", "bytes are added to",
          "blur = np.zeros(3, np.uint8)\nblur += 128 * (blur <= 1)", "type_kept_in_place"),
    Asked("ValueError: The truth value of an array with more than one element is ambiguous. Use "
          "a.any() or a.all()", "numpy/numpy/issues/10649", "`and` between arrays",
          "wi, width, zero = 0, 3, np.zeros(3)\nwhile (wi < width) and zero == 0:\n    wi += 1",
          "neither_true_nor_false"),
    Asked("ValueError: The truth value of an array with more than one element is ambiguous. Use "
          "a.any() or a.all()", "bioFAM/slalom/issues/6", "`== None` for `is None`",
          "cols = np.arange(3)\nif cols == None:\n    pass", "neither_true_nor_false"),
    Asked("ValueError: The truth value of an array with more than one element is ambiguous. Use "
          "a.any() or a.all()", "thurinj/specfem_tomo_helper/issues/3", "`if` of a comparison",
          "def vs(vp):\n    if vp >= 15:\n        return vp\nvs(np.arange(20))",
          "neither_true_nor_false"),
    Asked("TypeError: 'numpy.ndarray' object is not callable",
          "koriavinash1/Fetal-Brain-Segmentation/issues/2", "`.values` is no method",
          "class Frame:\n    def __init__(self):\n        self.values = np.arange(3)\n"
          "paths = Frame()\nnp.squeeze(paths.values())", "shadowed"),
    Asked("TypeError: 'numpy.ndarray' object is not callable", "Coder-Yu/QRec/pull/157",
          "A(B) for a product", "A, B = np.ones((2, 2)), np.ones((2, 2))\nA(B)", "shadowed"),
    # PyTorch: products and shapes
    Asked("RuntimeError: mat1 and mat2 shapes cannot be multiplied (863x1 and 11x5120)",
          "databrickslabs/dolly/issues/90", "one feature, for a layer of eleven",
          "nn.Linear(11, 5120)(torch.ones(863, 1))", "sizes_of_a_product"),
    Asked("RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x18 and 512x1024)",
          "nv-tlabs/datasetGAN_release/issues/49", "the input is not turned",
          "x, w = torch.ones(1, 18), torch.ones(512, 1024)\ntorch.mm(x, w)", "sizes_of_a_product"),
    Asked("mat1 and mat2 shapes cannot be multiplied (2708x7 and 256x256)",
          "THUDM/GraphMAE/issues/51", "two layers in a row whose sizes do not fit",
          "net = nn.Sequential(nn.Linear(9, 7), nn.ReLU(), nn.Linear(256, 256))\n"
          "net(torch.ones(2708, 9))", "sizes_of_a_product"),
    Asked("RuntimeError: mat1 and mat2 shapes cannot be multiplied (1920x2048 and 4096x512)",
          "ekosman/AnomalyDetectionCVPR2018-Pytorch/issues/230", "features of another net",
          "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
          "        self.fc1 = nn.Linear(4096, 512)\n    def forward(self, x):\n"
          "        return self.fc1(x)\nNet()(torch.ones(1920, 2048))", "sizes_of_a_product"),
    Asked("RuntimeError: The size of tensor a (4) must match the size of tensor b (3) at "
          "non-singleton dimension 0", "VITA-Group/ShapeMatchingGAN/issues/23",
          "a picture with a fourth channel",
          "image, mean = torch.ones(4, 9, 9), torch.ones(3, 1, 1)\nimage - mean",
          "lengths_along_a_dimension"),
    Asked("RuntimeError: The size of tensor a (16) must match the size of tensor b (10) at "
          "non-singleton dimension 1", "gram-ai/capsule-networks/issues/28",
          "labels are not one-hot rows",
          "out, labels = torch.ones(5, 16), torch.ones(5, 10)\nF.mse_loss(out, labels)",
          "lengths_along_a_dimension"),
    Asked("The size of tensor a (245) must match the size of tensor b (244) at non-singleton "
          "dimension 2", "pytorch/pytorch/issues/9446", "a picture of odd size",
          "a, b = torch.ones(1, 3, 245, 2), torch.ones(1, 3, 244, 2)\na + b",
          "lengths_along_a_dimension"),
    Asked("RuntimeError: Given groups=1, weight of size [10, 3, 3, 3], expected input"
          "[1, 361, 424, 3] to have 3 channels, but got 361 channels instead",
          "midasklr/facelandmarks/issues/4", "channels stand last",
          "nn.Conv2d(3, 10, 3)(torch.ones(1, 361, 424, 3))", "channels"),
    Asked("RuntimeError: Given groups=1, weight of size [32, 3, 3, 3], expected input"
          "[128, 32, 32, 3] to have 3 channels, but got 32 channels instead",
          "zshuai8/FedGMM_ICML2023/issues/2", "channels stand last",
          "net = nn.Sequential(nn.Conv2d(3, 32, 3))\nnet(torch.ones(128, 32, 32, 3))", "channels"),
    Asked("RuntimeError: Given groups=1, weight of size [64, 1, 7, 7], expected input"
          "[5, 64, 70, 70] to have 1 channels, but got 64 channels instead",
          "junyanz/pytorch-CycleGAN-and-pix2pix/issues/1051", "an axis in the wrong place",
          "conv = nn.Conv2d(1, 64, 7)\nconv(torch.ones(5, 64, 70, 70))", "channels"),
    Asked("RuntimeError: stack expects each tensor to be equal size, but got [3, 288, 224] at "
          "entry 0 and [3, 320, 256] at entry 1", "mk-minchul/dcface/issues/11",
          "pictures of two sizes in one batch",
          "data = [torch.ones(3, 288, 224), torch.ones(3, 320, 256)]\n"
          "next(iter(torch.utils.data.DataLoader(data, batch_size=2)))",
          "examples_of_unequal_size"),
    Asked("RuntimeError: stack expects each tensor to be equal size, but got [327680, 2] at entry "
          "0 and [327680] at entry 6", "jongwook/onsets-and-frames/issues/27",
          "stereo among mono", "torch.stack([torch.ones(9, 2), torch.ones(9)])",
          "examples_of_unequal_size"),
    # PyTorch: types
    Asked("RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float",
          "theislab/scarches/issues/246", "NumPy's float64",
          "x = torch.from_numpy(np.ones((2, 3)))\nnn.Linear(3, 2)(x)", "two_types"),
    Asked("RuntimeError: expected mat1 and mat2 to have the same dtype, but got: float != "
          "c10::Half", "zjukg/KoPA/issues/11", "a model in half precision",
          "torch.ones(2, 3) @ torch.ones(3, 2).half()", "two_types"),
    Asked("expected scalar type Long but found Float", "WenjiaWang0312/TextZoom/issues/57",
          "labels are floats", "nn.CrossEntropyLoss()(torch.ones(4, 3), torch.ones(4))",
          "labels_are_whole"),
    Asked("expected scalar type Float but found Long", "torralba-lab/im2recipe-Pytorch/issues/12",
          "targets of a loss of floats are whole",
          "nn.BCELoss()(torch.ones(4), torch.ones(4).long())", "loss_of_two_types"),
    Asked("TypeError: linear(): argument 'input' (position 1) must be Tensor, not NoneType",
          "amazon-science/mm-cot/issues/24", "None for the features",
          "features = None\nnn.Linear(3, 2)(features)", "tensor_wanted"),
    Asked("AttributeError: 'numpy.ndarray' object has no attribute 'requires_grad'",
          "MLResearchAtOSRAM/tmm_fast/issues/21", "an array for a tensor",
          "n = np.ones(3)\nn.requires_grad", "of_another_type"),
    Asked("TypeError: __init__() missing 1 required positional argument: 'out_features'",
          "jayparks/transformer/issues/10", "the two sizes stand in a list", "nn.Linear([3, 4])",
          "argument_missing"),
    # PyTorch: labels
    Asked("IndexError: Target 2 is out of bounds.", "yangheng95/PyABSA/issues/375",
          "three labels, two outputs",
          "nn.CrossEntropyLoss()(torch.ones(4, 2), torch.tensor([0, 1, 2, 0]))",
          "label_without_a_class"),
    Asked("IndexError: Target -1 is out of bounds.", "EricFillion/happy-transformer/issues/248",
          "labels of -1 and 1", "F.cross_entropy(torch.ones(2, 2), torch.tensor([-1, 1]))",
          "label_without_a_class"),
    Asked("IndexError: Target 117 is out of bounds.", "pytorch/pytorch/issues/50259",
          "the wrong numbers are taken for labels",
          "out, target = torch.ones(2, 10), torch.tensor([3.0, 117.0])\n"
          "loss = nn.CrossEntropyLoss()(out, target.long())", "label_without_a_class"),
    Asked("IndexError: Target 192 is out of bounds", "milesial/Pytorch-UNet/issues/291",
          "grey levels for classes",
          "F.cross_entropy(torch.ones(1, 2, 3, 3), torch.full((1, 3, 3), 192))",
          "label_without_a_class"),
    Asked("ValueError: Expected input batch_size (60) to match target batch_size (10)",
          "pytorch/pytorch/issues/139031", "a view that mixes the examples",
          "pred, y = torch.ones(10, 6, 4).view(-1, 4), torch.zeros(10).long()\n"
          "nn.CrossEntropyLoss()(pred, y)", "rows_and_labels"),
    Asked("Expected input batch_size (8) to match target batch_size (32)",
          "deepset-ai/FARM/issues/100", "one-hot labels made flat",
          "logits, labels = torch.ones(8, 4), torch.zeros(8, 4).long()\n"
          "F.cross_entropy(logits, labels.view(-1))", "rows_and_labels"),
    # PyTorch: gradients
    Asked("RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
          "ronghuaiyang/arcface-pytorch/issues/56", "the record is cut before the loss",
          "out = nn.Linear(3, 2)(torch.ones(4, 3)).detach()\nout.mean().backward()",
          "nothing_recorded"),
    Asked("RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
          "Lavender105/DFF/issues/13", "nothing wants gradients",
          "outputs, target = torch.ones(3), torch.zeros(3)\n"
          "loss = F.mse_loss(outputs, target)\nloss.backward()", "nothing_recorded"),
    Asked("RuntimeError: grad can be implicitly created only for scalar outputs",
          "Animadversio/GAN-Geometry/issues/4", "more than one number",
          "w = torch.ones(3, requires_grad=True)\ntorch.autograd.grad(w * 2, w)",
          "backward_from_many"),
    Asked("RuntimeError: grad can be implicitly created only for scalar outputs",
          "dillondavis/RecurrentAttentionConvolutionalNeuralNetwork/issues/4",
          "a loss for each example",
          "w = torch.ones(3, requires_grad=True)\nloss = (w - 1).abs()\nloss.backward()",
          "backward_from_many"),
    Asked("RuntimeError: Trying to backward through the graph a second time",
          "tim-learn/SHOT/issues/41", "a part is computed before the loop",
          "w = torch.ones(3, requires_grad=True)\nh = w.exp()\nfor epoch in range(2):\n"
          "    loss = h.sum()\n    loss.backward()", "backward_twice"),
    Asked("Trying to backward through the graph a second time, but the saved intermediate results "
          "have already been freed. Specify retain_graph=True when calling backward the first "
          "time.", "3d-hand-shape/hand-graph-cnn/issues/55", "backward is called twice",
          "w = torch.ones(3, requires_grad=True)\nloss = (w * w).sum()\nloss.backward()\n"
          "loss.backward()", "backward_twice"),
    Asked("RuntimeError: a leaf Variable that requires grad is being used in an in-place "
          "operation.", "BaiTheBest/SparseLLM/issues/13", "a step without no_grad",
          "s = torch.ones(3, requires_grad=True)\ns.sum().backward()\ns -= 0.1 * s.grad",
          "parameter_changed_in_place"),
    Asked("RuntimeError: a view of a leaf Variable that requires grad is being used in an "
          "in-place operation.", "PingoLH/FCHarDNet/issues/61", "weights are set by index",
          "conv = nn.Conv2d(1, 1, 3)\nconv.weight[:, :] = torch.ones(1, 1, 3, 3)",
          "parameter_changed_in_place"),
    Asked("RuntimeError: a view of a leaf Variable that requires grad is being used in an "
          "in-place operation.", "Atcold/NYU-DLSP20/issues/765", "weights are set by index",
          "E = nn.Embedding(4, 6).weight\nE[:, 0::2] = torch.ones(4, 3)",
          "parameter_changed_in_place"),
    Asked("one of the variables needed for gradient computation has been modified by an inplace "
          "operation", "Seanny123/da-rnn/issues/14", "`+=` on what backward needs",
          "w = torch.ones(3, requires_grad=True)\nh = w.sigmoid()\nh += 1\nh.sum().backward()",
          "needed_and_overwritten"),
    Asked("RuntimeError: one of the variables needed for gradient computation has been modified "
          "by an inplace operation", "Jee-King/TSAN/issues/3", "a second name for the same tensor",
          "w = torch.ones(3, requires_grad=True)\nx = w.exp()\nout = x\nout *= 2\n"
          "x.sum().backward()", "needed_and_overwritten"),
    Asked("RuntimeError: Can't call numpy() on Tensor that requires grad. Use "
          "tensor.detach().numpy() instead.", "zhuangdizhu/FedGen/issues/1", "a sum of losses",
          "losses = [torch.ones(1, requires_grad=True)] * 2\n"
          "np.sum([x * y for x, y in zip([1, 2], losses)])", "numpy_of_a_recorded_tensor"),
    Asked("RuntimeError: Can't call numpy() on Tensor that requires grad. Use "
          "tensor.detach().numpy() instead.", "tkalayci71/embedding-inspector/issues/22",
          "a parameter is drawn", "emb = nn.Embedding(3, 2).weight\nemb[0].numpy()",
          "numpy_of_a_recorded_tensor"),
    Asked("ValueError: optimizer got an empty parameter list", "pytorch/pytorch/issues/50402",
          "the model holds no layers",
          "class Model(nn.Module):\n    pass\nmodel = Model()\n"
          "torch.optim.Adam(model.parameters())", "nothing_to_optimize"),
    Asked("RuntimeError: Error(s) in loading state_dict for ReferFormer: size mismatch for "
          "class_embed.0.weight: copying a param with shape torch.Size([1, 256]) from checkpoint, "
          "the shape in current model is torch.Size([78, 256]).",
          "wjn922/ReferFormer/issues/31", "a net with another number of classes",
          "saved = nn.Sequential(nn.Linear(256, 1)).state_dict()\n"
          "nn.Sequential(nn.Linear(256, 78)).load_state_dict(saved)", "weights_of_another_net"),
    Asked("RuntimeError: Error(s) in loading state_dict for ResNet: Missing key(s) in state_dict: "
          "\"layer1.0.conv3.weight\"", "Spijkervet/BYOL/issues/5", "a net of another depth",
          "saved = nn.Sequential(nn.Linear(2, 2)).state_dict()\n"
          "nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)).load_state_dict(saved)",
          "weights_of_another_net"),
    # Python
    Asked("TypeError: 'NoneType' object is not subscriptable",
          "thuml/Time-Series-Library/issues/206", "the model's forward returns nothing",
          "def model(x):\n    if x is None:\n        return x\n"
          "outputs = model(np.ones((2, 3)))\noutputs = outputs[:, -2:]", "nothing"),
    Asked("TypeError: 'NoneType' object is not subscriptable",
          "shuzhenggao/SG-Trans/issues/11", "an option was not given",
          "class Args:\n    train = None\nargs = Args()\nargs.train[0]", "nothing"),
    Asked("TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'",
          "Hyiker/bupt-gym-reserve/issues/18", "the file holds no name",
          "config = {'username': None}\nkey = config['username'] * 2", "nothing"),
    Asked("TypeError: unsupported operand type(s) for +=: 'int' and 'NoneType'",
          "tbarbugli/django_email_multibackend/issues/2", "a function ends without return",
          "def send(mails):\n    print(mails)\ncount = 0\ncount += send([1])", "nothing"),
    Asked("TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'",
          "RunestoneInteractive/RunestoneServer/issues/911", "a None among the numbers",
          "points = [3, None]\nsum(points)", ""),
    Asked("ValueError: not enough values to unpack (expected 2, got 1)",
          "TL-UESTC/DAMP/issues/4", "a tuple of one comes back",
          "def inference(x):\n    return (x,)\noutput, pseudo = inference(3)",
          "names_and_values"),
    Asked("ValueError: not enough values to unpack (expected 3, got 2)",
          "ImprintLab/MedSegDiff/issues/80", "the data gives two things",
          "data = iter([(1, 2)])\nbatch, cond, name = next(data)", "names_and_values"),
    Asked("TypeError: 'int' object is not iterable", "dair-iitd/BossNet/issues/2",
          "a number of batches for the batches",
          "batches = 7\nfor i, batch in enumerate(batches):\n    pass", "a_single_number"),
    Asked("TypeError: list indices must be integers or slices, not str",
          "LogicJake/competition_baselines/issues/8", "a list, where a dict was expected",
          "row = {'entity': ['a', 'b']}\nrow['entity']['a']", "key_of_a_list"),
    Asked("NameError: name 'a' is not defined", "abjer/tsds2018/issues/1",
          "the cell that makes it was not run", "for i in range(10):\n    print(a[i])",
          "name_without_a_value"),
    Asked("NameError: name 'first_name' is not defined",
          "mcmahon-lab/Physics-Aware-Training/issues/2", "the line that makes it was not run",
          "print(first_name)", "name_without_a_value"),
    Asked("TypeError: 'int' object is not an iterator", "zhixuhao/unet/issues/185",
          "a number where a generator was expected", "steps = 3\nnext(steps)", ""),
]  # fmt: skip
